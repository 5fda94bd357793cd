// Reads "write N" and "read" from its input, and answers each with one line.
const readline = require('node:readline');

const WRITE = 'UPDATE promised SET v = ';
const READ = "SELECT v, current_setting('cluster_name') AS node FROM promised";

function nodePostgres(client, query) {
  return {
    write: (value) => client.query(query('write', WRITE + '$1', value)),
    read: async () => (await client.query(query('read', READ + ' WHERE v >= $1', 0))).rows[0],
    end: () => client.end(),
  };
}

async function connect(way) {
  const pg = require('pg');
  switch (way) {
    case 'pg-text': {
      const client = new pg.Client();
      await client.connect();
      return nodePostgres(client, (_, text, value) => text.replace('$1', value));
    }
    case 'pg-bound': {
      const client = new pg.Client();
      await client.connect();
      return nodePostgres(client, (_, text, value) => ({ text, values: [value] }));
    }
    case 'pg-named': {
      const client = new pg.Client();
      await client.connect();
      return nodePostgres(client, (name, text, value) => ({ name, text, values: [value] }));
    }
    case 'pg-pool':
      return nodePostgres(new pg.Pool({ max: 3, maxUses: 7 }), (_, text, value) => ({
        text,
        values: [value],
      }));
    case 'postgres': {
      const sql = require('postgres')({ max: 2 });
      return {
        write: (value) => sql`UPDATE promised SET v = ${value}`,
        read: async () =>
          (await sql`SELECT v, current_setting('cluster_name') AS node FROM promised`)[0],
        end: () => sql.end(),
      };
    }
    case 'postgres-simple': {
      const sql = require('postgres')({ max: 1 });
      return {
        write: (value) => sql.unsafe(WRITE + value).simple(),
        read: async () => (await sql.unsafe(READ).simple())[0],
        end: () => sql.end(),
      };
    }
    default:
      throw new Error('no such way: ' + way);
  }
}

async function main() {
  const client = await connect(process.argv[2]);
  for await (const line of readline.createInterface({ input: process.stdin })) {
    if (line === 'read') {
      const row = await client.read();
      console.log(row.v + ' ' + row.node);
    } else {
      await client.write(Number(line.split(' ')[1]));
      console.log('written');
    }
  }
  await client.end();
}

main();
