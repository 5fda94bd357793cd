// Runs one part, named by the argument, against the server of the environment; fails by its status.
const assert = require('node:assert/strict');
const postgres = require('postgres');

const options = { max: 3, onnotice: () => {} };

async function table(sql, name, rows) {
  await sql`DROP TABLE IF EXISTS ${sql(name)}`;
  await sql`CREATE TABLE ${sql(name)} (id int PRIMARY KEY, v text)`;
  await sql`INSERT INTO ${sql(name)} SELECT i, 'v' || i FROM generate_series(1, ${rows}::int) i`;
}

async function count(sql, name) {
  return (await sql`SELECT count(*)::int AS n FROM ${sql(name)}`)[0].n;
}

const parts = {
  async types(sql) {
    const given = {
      a: 7,
      b: '9007199254740993',
      c: true,
      d: 'é€😀',
      e: Buffer.from([0, 1, 255]),
      f: new Date(86400000),
      g: [1, 2, 3],
      h: { a: [1, 'x'] },
      i: null,
    };
    const [row] = await sql`
      SELECT ${given.a}::int AS a, ${given.b}::bigint AS b, ${given.c}::bool AS c,
        ${given.d}::text AS d, ${given.e}::bytea AS e, ${given.f}::timestamptz AS f,
        ${given.g}::int[] AS g, ${sql.json(given.h)}::jsonb AS h, ${given.i}::text AS i`;
    assert.deepEqual({ ...row }, given);
    // arrays of types that were asked for at the connection's start
    await sql`DROP TYPE IF EXISTS mood`;
    await sql`CREATE TYPE mood AS ENUM ('sad', 'ok')`;
    const again = postgres(options);
    assert.deepEqual((await again`SELECT ${['ok', 'sad']}::mood[] AS m`)[0].m, ['ok', 'sad']);
    await again.end();
  },

  async pipeline(sql) {
    await table(sql, 'js_pipeline', 0);
    const one = postgres({ ...options, max: 1, max_pipeline: 100 });
    const counts = [];
    for (let i = 1; i <= 200; i++) {
      one`INSERT INTO js_pipeline VALUES (${i}, 'x')`.execute();
      counts.push(one`SELECT count(*)::int AS n FROM js_pipeline`.execute());
    }
    (await Promise.all(counts)).forEach(([{ n }], i) => assert.equal(n, i + 1));
    await one.end();
  },

  async transaction(sql) {
    await table(sql, 'js_transaction', 0);
    await assert.rejects(
      sql.begin(async (tx) => {
        await tx`INSERT INTO js_transaction VALUES (1, 'x')`;
        assert.equal(await count(tx, 'js_transaction'), 1);
        throw new Error('undo');
      }),
      { message: 'undo' });
    assert.equal(await count(sql, 'js_transaction'), 0);
    // statements of one transaction that are sent at once
    const answers = await sql.begin((tx) => [
      tx`INSERT INTO js_transaction VALUES (1, 'x')`,
      tx`SELECT count(*)::int AS n FROM js_transaction`,
      tx`INSERT INTO js_transaction VALUES (2, 'x')`,
      tx`SELECT count(*)::int AS n FROM js_transaction`,
    ]);
    assert.deepEqual([answers[1][0].n, answers[3][0].n], [1, 2]);
    assert.equal(await count(sql, 'js_transaction'), 2);
    const [{ n }] = await sql.begin(
      'ISOLATION LEVEL REPEATABLE READ READ ONLY',
      (tx) => tx`SELECT count(*)::int AS n FROM js_transaction`);
    assert.equal(n, 2);
  },

  async savepoint(sql) {
    await table(sql, 'js_savepoint', 1);
    await sql.begin(async (tx) => {
      await tx
        .savepoint((inner) => inner`INSERT INTO js_savepoint VALUES (1, 'x')`)
        .catch((error) => assert.equal(error.code, '23505'));
      await tx`INSERT INTO js_savepoint VALUES (2, 'x')`;
    });
    assert.equal(await count(sql, 'js_savepoint'), 2);
  },

  async errors(sql) {
    await table(sql, 'js_errors', 1);
    await assert.rejects(sql`INSERT INTO js_errors VALUES (1, 'x')`, {
      code: '23505',
      constraint_name: 'js_errors_pkey',
    });
    await assert.rejects(sql`SELECT nothing`, { code: '42703', position: '8' });
    // one that fails among others that were sent with it
    const results = await Promise.allSettled(
      [1, 0, 2].map((i) => sql`SELECT 2 / ${i}::int AS n`));
    assert.deepEqual(results.map((result) => result.status), ['fulfilled', 'rejected', 'fulfilled']);
    assert.equal(results[1].reason.code, '22012');
    assert.equal(await count(sql, 'js_errors'), 1);
  },

  async simple(sql) {
    const answers = await sql`SELECT 1 AS a; SELECT 2 AS b`.simple();
    assert.deepEqual(answers.map(([row]) => ({ ...row })), [{ a: 1 }, { b: 2 }]);
    const unprepared = postgres({ ...options, prepare: false, fetch_types: false });
    assert.equal((await unprepared`SELECT ${5}::int AS n`)[0].n, 5);
    await unprepared.end();
  },

  async describe(sql) {
    await table(sql, 'js_describe', 1);
    const { types, columns } = await sql`SELECT v FROM js_describe WHERE id = ${1}`.describe();
    assert.deepEqual(types, [23]);
    assert.equal(columns[0].name, 'v');
    assert.equal((await sql`SELECT v FROM js_describe WHERE id = ${1}`)[0].v, 'v1');
  },

  async cursor(sql) {
    await table(sql, 'js_cursor', 100);
    let expected = 0;
    for await (const rows of sql`SELECT id FROM js_cursor ORDER BY id`.cursor(7)) {
      rows.forEach(({ id }) => assert.equal(id, ++expected));
    }
    assert.equal(expected, 100);
    for await (const rows of sql`SELECT id FROM js_cursor ORDER BY id`.cursor(3)) {
      assert.equal(rows.length, 3);
      break;
    }
    let seen = 0;
    await sql`SELECT id FROM js_cursor`.forEach(() => seen++);
    assert.equal(seen, 100);
  },

  async copy(sql) {
    const { pipeline } = require('node:stream/promises');
    const { Readable } = require('node:stream');
    await table(sql, 'js_copy', 0);
    const lines = Array.from({ length: 2000 }, (_, i) => `${i}\tline${i}\n`);
    await pipeline(Readable.from(lines), await sql`COPY js_copy FROM STDIN`.writable());
    assert.equal(await count(sql, 'js_copy'), 2000);
    let text = '';
    for await (const chunk of await sql`COPY (SELECT * FROM js_copy ORDER BY id) TO STDOUT`.readable()) {
      text += chunk;
    }
    assert.equal(text, lines.join(''));
  },

  async cancel(sql) {
    // both of the primary, where one can be seen by the other
    const statement = sql`/*+ consistency(strong) */ SELECT pg_sleep(50)`.execute();
    const waiting = assert.rejects(statement, { code: '57014' });
    const sleeps = () => sql`/*+ consistency(strong) */
      SELECT count(*)::int AS n FROM pg_stat_activity WHERE wait_event = 'PgSleep'`;
    while ((await sleeps())[0].n === 0);
    statement.cancel();
    await waiting;
    assert.equal((await sql`SELECT 1 AS n`)[0].n, 1);
  },

  async notifications(sql) {
    let tell;
    const heard = new Promise((resolve) => (tell = resolve));
    const { unlisten } = await sql.listen('js_news', tell);
    await sql.notify('js_news', 'first');
    assert.equal(await heard, 'first');
    await unlisten();
  },

  async reserved(sql) {
    const reserved = await sql.reserve();
    await reserved`SET application_name = 'reserved'`;
    await reserved`CREATE TEMP TABLE js_reserved AS SELECT 1 AS n`;
    assert.equal((await reserved`SELECT n FROM js_reserved`)[0].n, 1);
    assert.equal((await reserved`SHOW application_name`)[0].application_name, 'reserved');
    reserved.release();
  },
};

async function main() {
  const sql = postgres(options);
  try {
    await parts[process.argv[2]](sql);
  } finally {
    await sql.end({ timeout: 5 });
  }
}

main();
