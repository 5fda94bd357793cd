// Runs one part, named by the argument, against the server of the environment; fails by its status.
const assert = require('node:assert/strict');
const pg = require('pg');

async function withClient(run) {
  const client = new pg.Client();
  await client.connect();
  try {
    return await run(client);
  } finally {
    await client.end();
  }
}

// A table of the part's own, full of numbers.
async function table(client, name, rows) {
  await client.query(`DROP TABLE IF EXISTS ${name}`);
  await client.query(`CREATE TABLE ${name} (id int PRIMARY KEY, v text)`);
  await client.query(`INSERT INTO ${name} SELECT i, 'v' || i FROM generate_series(1, $1) i`, [rows]);
}

async function count(client, name) {
  return Number((await client.query(`SELECT count(*) AS n FROM ${name}`)).rows[0].n);
}

const parts = {
  async types() {
    await withClient(async (client) => {
      const given = [
        7,
        '9007199254740993',
        true,
        'é€😀',
        Buffer.from([0, 1, 255]),
        new Date(86400000),
        [1, 2, null],
        { a: [1, 'x'] },
        null,
      ];
      const { rows, fields } = await client.query({
        text: `SELECT $1::int, $2::bigint, $3::bool, $4::text, $5::bytea, $6::timestamptz,
                 $7::int[], $8::jsonb, $9::text`,
        values: given,
        rowMode: 'array',
      });
      assert.deepEqual(rows, [given]);
      assert.equal(fields[0].dataTypeID, 23);
    });
  },

  async named() {
    await withClient(async (client) => {
      await table(client, 'pg_named', 100);
      const byId = (id) => ({ name: 'by-id', text: 'SELECT v FROM pg_named WHERE id = $1', values: [id] });
      // all at once: the client queues them
      const answers = await Promise.all(Array.from({ length: 100 }, (_, i) => client.query(byId(i + 1))));
      answers.forEach(({ rows }, i) => assert.deepEqual(rows, [{ v: 'v' + (i + 1) }]));
      await client.query('ALTER TABLE pg_named ALTER v TYPE varchar(9)');
      assert.equal(await count(client, 'pg_named'), 100);
    });
  },

  async pool() {
    const pool = new pg.Pool({ max: 5, idleTimeoutMillis: 100, maxUses: 20 });
    await table(pool, 'pg_pool', 0);
    for (let i = 1; i <= 60; i++) {
      await pool.query('INSERT INTO pg_pool VALUES ($1, $2)', [i, 'x']);
      const seen = await Promise.all([count(pool, 'pg_pool'), count(pool, 'pg_pool')]);
      assert.deepEqual(seen, [i, i]);
    }
    await pool.end();
  },

  async transaction() {
    await withClient((client) => table(client, 'pg_transaction', 0));
    await withClient(async (client) => {
      for (const end of ['ROLLBACK', 'COMMIT']) {
        await client.query('BEGIN');
        assert.equal(await count(client, 'pg_transaction'), 0);
        await client.query("INSERT INTO pg_transaction VALUES (1, 'x')");
        assert.equal(await count(client, 'pg_transaction'), 1);
        await client.query(end);
      }
      await client.query('BEGIN READ ONLY');
      assert.equal(await count(client, 'pg_transaction'), 1);
      await client.query('COMMIT');
      await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ');
      assert.equal(await count(client, 'pg_transaction'), 1);
      await client.query('COMMIT');
    });
  },

  async errors() {
    await withClient(async (client) => {
      await table(client, 'pg_errors', 1);
      await assert.rejects(client.query("INSERT INTO pg_errors VALUES (1, 'x')"), {
        code: '23505',
        constraint: 'pg_errors_pkey',
        table: 'pg_errors',
      });
      await assert.rejects(client.query('SELECT nothing'), { code: '42703', position: '8' });
      await assert.rejects(client.query('SELECT $1::int', ['x']), { code: '22P02' });
      await client.query('BEGIN');
      await assert.rejects(client.query('SELECT 1/0'), { code: '22012' });
      await assert.rejects(client.query('SELECT 1'), { code: '25P02' });
      await client.query('ROLLBACK');
      const several = await client.query('SELECT 1 AS a; SELECT 2 AS b');
      assert.deepEqual(several.map((result) => result.rows[0]), [{ a: 1 }, { b: 2 }]);
      assert.deepEqual((await client.query('')).rows, []);
      assert.equal(await count(client, 'pg_errors'), 1);
    });
  },

  async cursor() {
    const Cursor = require('pg-cursor');
    await withClient(async (client) => {
      await table(client, 'pg_cursor', 100);
      const text = 'SELECT id FROM pg_cursor WHERE id > $1 ORDER BY id';
      const cursor = client.query(new Cursor(text, [0]));
      let expected = 0;
      for (let rows = await cursor.read(7); rows.length > 0; rows = await cursor.read(7)) {
        rows.forEach(({ id }) => assert.equal(id, ++expected));
      }
      assert.equal(expected, 100);
      await cursor.close();
      const early = client.query(new Cursor(text, [0]));
      assert.equal((await early.read(3)).length, 3);
      await early.close();
      assert.equal(await count(client, 'pg_cursor'), 100);
    });
  },

  async stream() {
    const QueryStream = require('pg-query-stream');
    await withClient(async (client) => {
      await table(client, 'pg_stream', 5000);
      const stream = client.query(
        new QueryStream('SELECT id FROM pg_stream WHERE id > $1 ORDER BY id', [0], { batchSize: 64 }));
      let expected = 0;
      for await (const { id } of stream) {
        assert.equal(id, ++expected);
      }
      assert.equal(expected, 5000);
      assert.equal(await count(client, 'pg_stream'), 5000);
    });
  },

  async notifications() {
    await withClient((listener) => withClient(async (other) => {
      const heard = new Promise((resolve) => listener.on('notification', resolve));
      await listener.query('LISTEN pg_news');
      await other.query("SELECT pg_notify('pg_news', $1)", ['first']);
      const { channel, payload } = await heard;
      assert.deepEqual([channel, payload], ['pg_news', 'first']);
    }));
  },
};

parts[process.argv[2]]();
