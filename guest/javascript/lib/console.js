// --- console: what isn't just writing; log and kin are in host.c ---

const { write } = native;
const counts = new Map();
const times = new Map();
const label = (name) => (name === undefined ? 'default' : `${name}`);

const cell = (value) => ((typeof value === 'object' && value !== null) || typeof value === 'function' ? inspect(value, 0) : primitive(value));

const table = (rows, columns) => {
  const header = ['(index)'];
  const places = new Map();
  const lines = [];
  const entries = native.classOf(rows) === 'Map' ? [...rows] : native.classOf(rows) === 'Set' ? [...rows].map((row, i) => [i, row]) : Object.entries(rows);
  let values = false;
  if (columns !== undefined) for (const column of columns) places.set(column, header.push(column) - 1);
  for (const [index, row] of entries) {
    const line = [`${index}`];
    if (typeof row === 'object' && row !== null) {
      for (const [key, value] of Object.entries(row)) {
        if (!places.has(key)) {
          if (columns !== undefined) continue;
          places.set(key, header.push(key) - 1);
        }
        line[places.get(key)] = cell(value);
      }
    } else {
      values = true;
      line.value = cell(row);
    }
    lines.push(line);
  }
  if (values) header.push('Values');
  const whole = [header, ...lines.map((line) => header.map((_, i) => (values && i === header.length - 1 ? line.value : line[i]) ?? ''))];
  const widths = header.map((_, i) => Math.max(...whole.map((line) => line[i].length)) + 2);
  const rule = (left, middle, right) => left + widths.map((width) => '─'.repeat(width)).join(middle) + right;
  const row = (line) => '│' + line.map((text, i) => ` ${text}`.padEnd(widths[i])).join('│') + '│';
  return [rule('┌', '┬', '┐'), row(whole[0]), rule('├', '┼', '┤'), ...whole.slice(1).map(row), rule('└', '┴', '┘')].join('\n');
};

const methods = {
  assert(condition, ...args) {
    if (condition) return;
    if (args.length > 0 && typeof args[0] === 'string') args[0] = `Assertion failed: ${args[0]}`;
    else args.unshift('Assertion failed');
    write(2, format(...args));
  },
  count(name) {
    const key = label(name);
    counts.set(key, (counts.get(key) ?? 0) + 1);
    write(1, `${key}: ${counts.get(key)}`);
  },
  countReset(name) {
    counts.delete(label(name));
  },
  dir(value, options) {
    write(1, inspect(value, options?.depth === null ? Infinity : options?.depth ?? DEPTH));
  },
  table(rows, columns) {
    write(1, typeof rows === 'object' && rows !== null ? table(rows, columns) : format(rows));
  },
  time(name) {
    times.set(label(name), native.now());
  },
  timeLog(name, ...args) {
    const key = label(name);
    if (times.has(key)) write(1, format(`${key}: ${native.now() - times.get(key)}ms`, ...args));
  },
  timeEnd(name) {
    methods.timeLog(name);
    times.delete(label(name));
  },
  trace(...args) {
    const frames = stringReplace(native.stackOf(new Error()), /^.*\n/, '');
    write(2, `Trace: ${format(...args)}\n${stringReplace(frames, /\n$/, '')}`);
  },
};
for (const name of Object.keys(methods)) define(console, name, methods[name]);
