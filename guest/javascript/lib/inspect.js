// --- Values as console shows them ---

const WIDTH = 76;
const MOST_ITEMS = 100;
const MOST_TEXT = 10000;
const DEPTH = 2;

const arrayJoin = uncurry(Array.prototype.join);
const push = uncurry(Array.prototype.push);
const stringSlice = uncurry(String.prototype.slice);
const stringIncludes = uncurry(String.prototype.includes);
const stringSplit = uncurry(String.prototype.split);
const stringStarts = uncurry(String.prototype.startsWith);
const stringRepeat = uncurry(String.prototype.repeat);
const stringReplace = uncurry(String.prototype.replace);
const regexpTest = uncurry(RegExp.prototype.test);
const charCode = uncurry(String.prototype.charCodeAt);
const functionText = uncurry(Function.prototype.toString);
const regexpText = uncurry(RegExp.prototype.toString);
const dateText = uncurry(Date.prototype.toISOString);
const dateTime = uncurry(Date.prototype.getTime);
const symbolText = uncurry(Symbol.prototype.toString);
const errorText = uncurry(Error.prototype.toString);
const mapForEach = uncurry(Map.prototype.forEach);
const setForEach = uncurry(Set.prototype.forEach);
const bigintText = uncurry(BigInt.prototype.toString);

const ESCAPES = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\b': '\\b', '\f': '\\f', '\v': '\\v', '\\': '\\\\' };

const quote = (text) => {
  let mark = "'";
  if (stringIncludes(text, "'")) mark = !stringIncludes(text, '"') ? '"' : !stringIncludes(text, '`') ? '`' : "'";
  let quoted = mark;
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    const code = charCode(c, 0);
    if (ESCAPES[c] !== undefined) quoted += ESCAPES[c];
    else if (c === mark) quoted += '\\' + c;
    else if (code < 32 || code === 127) quoted += '\\x' + (code < 16 ? '0' : '') + code.toString(16);
    else if (code >= 0xd800 && code <= 0xdfff) {
      const next = charCode(text, i + 1);
      if (code < 0xdc00 && next >= 0xdc00 && next <= 0xdfff) quoted += c + text[++i];
      else quoted += '\\u' + code.toString(16);
    } else quoted += c;
  }
  return quoted + mark;
};

const primitive = (value) => {
  switch (typeof value) {
    case 'string':
      if (value.length > MOST_TEXT) return quote(stringSlice(value, 0, MOST_TEXT)) + `... ${value.length - MOST_TEXT} more characters`;
      return quote(value);
    case 'number':
      return Object.is(value, -0) ? '-0' : `${value}`;
    case 'bigint':
      return bigintText(value) + 'n';
    case 'symbol':
      return symbolText(value);
    default:
      return `${value}`;
  }
};

// A data property's value, without asking accessors.
const peek = (object, name) => {
  for (let at = object, left = 100; at !== null && left > 0; at = native.prototype(at), left--) {
    if (native.isProxy(at)) return undefined;
    const found = getOwnPropertyDescriptor(at, name);
    if (found !== undefined) return found.value;
  }
  return undefined;
};

const className = (object) => {
  const constructor = peek(object, 'constructor');
  const name = typeof constructor === 'function' ? peek(constructor, 'name') : undefined;
  return typeof name === 'string' && name !== '' ? name : undefined;
};

const showKey = (key) => {
  if (typeof key === 'symbol') return `[${symbolText(key)}]`;
  return regexpTest(/^[A-Za-z_$][\w$]*$/, key) ? key : quote(key);
};

const showFunction = (value) => {
  const text = functionText(value);
  const name = peek(value, 'name');
  if (stringStarts(text, 'class') && regexpTest(/^class\b/, text)) {
    const parent = native.prototype(value);
    const parentName = typeof parent === 'function' && parent !== Function.prototype ? peek(parent, 'name') : '';
    return `[class ${name || '(anonymous)'}${parentName ? ` extends ${parentName}` : ''}]`;
  }
  return `[${className(value) ?? 'Function'}${name ? `: ${name}` : ' (anonymous)'}]`;
};

class Inspector {
  constructor(depth) {
    this.depth = depth;
    this.open = []; // the objects that enclose the present one
    this.circular = new Map(); // those among them that are shown again, with their numbers
  }

  show(value, level) {
    if ((typeof value !== 'object' || value === null) && typeof value !== 'function') return primitive(value);
    const described = native.describe(value);
    if (described !== undefined) return described;
    for (let i = 0; i < this.open.length; i++) {
      if (this.open[i] !== value) continue;
      if (!this.circular.has(value)) this.circular.set(value, this.circular.size + 1);
      return `[Circular *${this.circular.get(value)}]`;
    }
    if (this.open.length > 200) return '[...]';
    this.open[this.open.length] = value;
    const text = native.isProxy(value) ? this.show(native.proxyTarget(value), level) : this.object(value, level);
    this.open.length--;
    const number = this.circular.get(value);
    return number === undefined ? text : `<ref *${number}> ${text}`;
  }

  // The head of an object's text and, for what has an inside, its brackets and items.
  object(value, level) {
    const name = className(value);
    const tag = native.classOf(value);
    const isArray = tag === 'Array';
    let head = '';
    let items = [];
    let brackets = '{}';
    let skip = 0; // elements that are among the keys
    if (typeof value === 'function') head = showFunction(value);
    else if (isArray) {
      brackets = '[]';
      if (name !== 'Array') head = `${name ?? 'Array'}(${value.length})`;
    } else if (tag === 'Map') head = `${name ?? 'Map'}(${native.mapSize(value)})`;
    else if (tag === 'Set') head = `${name ?? 'Set'}(${native.mapSize(value)})`;
    else if (native.typedLength(value) >= 0) {
      brackets = '[]';
      head = `${name ?? tag}(${native.typedLength(value)})`;
    } else if (tag === 'Error' || tag === 'DOMException') head = this.error(value, level);
    else if (tag === 'RegExp') head = regexpText(value);
    else if (tag === 'Date') head = isNaN(dateTime(value)) ? 'Invalid Date' : dateText(value);
    else if (tag === 'Number' || tag === 'String' || tag === 'Boolean' || tag === 'Symbol' || tag === 'BigInt') {
      head = `[${tag}: ${primitive(native.unbox(value))}]`;
    } else if (tag === 'Promise') head = name ?? tag;
    else if (tag === 'WeakMap' || tag === 'WeakSet') return `${tag} { <items unknown> }`;
    else if (tag === 'ArrayBuffer' || tag === 'SharedArrayBuffer') head = tag;
    else if (tag === 'Generator') head = 'Object [Generator]';
    else if (native.isNamespace(value)) head = '[Module: null prototype]';
    else if (native.prototype(value) === null) head = '[Object: null prototype]';
    else if (name !== 'Object') head = name ?? tag;
    const toStringTag = peek(value, Symbol.toStringTag);
    if (typeof toStringTag === 'string' && toStringTag !== '' && toStringTag !== name && head === name && tag === 'Object') head += ` [${toStringTag}]`;

    const inside = level <= this.depth;
    if (!inside && (isArray || tag === 'Map' || tag === 'Set' || native.typedLength(value) >= 0)) return `[${name ?? tag}]`;
    if (inside) {
      if (isArray) skip = this.elements(value, value.length, level, items);
      else if (native.typedLength(value) >= 0) skip = this.elements(value, native.typedLength(value), level, items);
      else if (tag === 'Map') this.pairs(value, level, items);
      else if (tag === 'Set') this.members(value, level, items);
      else if (tag === 'Promise') this.promise(value, level, items);
      else if (tag === 'ArrayBuffer') items[0] = `byteLength: ${native.bufferLength(value)}`;
    }
    const keys = this.keys(value, tag, isArray || native.typedLength(value) >= 0);
    if (!inside && keys.length > 0) return typeof value === 'function' || tag === 'Error' ? head : `[${name ?? 'Object: null prototype'}]`;
    for (let i = 0; i < keys.length; i++) items[items.length] = this.property(value, keys[i], level);
    if (items.length === 0) {
      if (head === '') return brackets;
      const isWhole = typeof value === 'function' || tag === 'Error' || tag === 'DOMException' || tag === 'RegExp' || tag === 'Date' || head[0] === '[';
      return isWhole && !stringStarts(head, '[Object: null') && !stringStarts(head, '[Module:') ? head : `${head} ${brackets}`;
    }
    return this.layout(head, brackets, items, level, skip);
  }

  layout(head, brackets, items, level, elements) {
    const start = head === '' ? brackets[0] : `${head} ${brackets[0]}`;
    let length = start.length + items.length;
    let flat = true;
    for (let i = 0; i < items.length; i++) {
      length += items[i].length + 1;
      if (stringIncludes(items[i], '\n')) flat = false;
    }
    if (flat && length + level * 2 <= WIDTH && !stringIncludes(start, '\n')) return `${start} ${arrayJoin(items, ', ')} ${brackets[1]}`;
    const indent = stringRepeat('  ', level + 1);
    // Short elements share lines.
    let text = start;
    let line = '';
    for (let i = 0; i < items.length; i++) {
      const item = items[i] + (i < items.length - 1 ? ',' : '');
      const joins = i < elements && flat && item.length <= 16 && line.length + item.length < WIDTH - level * 2 && i > 0 && i !== elements;
      if (joins) line += ` ${item}`;
      else {
        if (line !== '') text += `\n${indent}${line}`;
        line = item;
      }
    }
    return `${text}\n${indent}${line}\n${stringRepeat('  ', level)}${brackets[1]}`;
  }

  elements(value, length, level, items) {
    const shown = length < MOST_ITEMS ? length : MOST_ITEMS;
    let holes = 0;
    const flush = () => {
      if (holes > 0) items[items.length] = `<${holes} empty item${holes > 1 ? 's' : ''}>`;
      holes = 0;
    };
    let i = 0;
    for (; i < length && items.length < shown; i++) {
      const found = getOwnPropertyDescriptor(value, i);
      if (found === undefined) {
        holes++;
        if (holes > MOST_TEXT) {
          // A sparse array may be as long as numbers go.
          holes += length - i - 1;
          i = length;
          break;
        }
        continue;
      }
      flush();
      items[items.length] = this.descriptor(found, level);
    }
    flush();
    if (i < length) items[items.length] = `... ${length - i} more item${length - i > 1 ? 's' : ''}`;
    return items.length;
  }

  pairs(value, level, items) {
    mapForEach(value, (element, key) => {
      if (items.length < MOST_ITEMS) items[items.length] = `${this.show(key, level + 1)} => ${this.show(element, level + 1)}`;
    });
    this.rest(native.mapSize(value), items);
  }

  members(value, level, items) {
    setForEach(value, (element) => {
      if (items.length < MOST_ITEMS) items[items.length] = this.show(element, level + 1);
    });
    this.rest(native.mapSize(value), items);
  }

  rest(size, items) {
    if (size > items.length) items[items.length] = `... ${size - items.length} more item${size - items.length > 1 ? 's' : ''}`;
  }

  promise(value, level, items) {
    const [state, result] = native.promiseState(value);
    items[0] = state === 0 ? '<pending>' : state === 1 ? this.show(result, level + 1) : `<rejected> ${this.show(result, level + 1)}`;
  }

  error(value, level) {
    const name = native.domText(value, true) ?? peek(value, 'name');
    const message = native.domText(value, false) ?? peek(value, 'message');
    const own = className(value);
    let title = typeof name === 'string' ? name : 'Error';
    if (title === 'Error' && own !== undefined && own !== 'Error') title = own;
    if (typeof message === 'string' && message !== '') title += `: ${message}`;
    const stack = native.stackOf(value);
    const frames = typeof stack === 'string' ? stringReplace(stack, /\n+$/, '') : '';
    if (level > 0 || frames === '') return frames === '' ? `[${title}]` : `${title}\n${frames}`;
    return `${title}\n${frames}`;
  }

  keys(value, tag, isIndexed) {
    const all = ownKeys(value);
    const kept = [];
    const isError = tag === 'Error' || tag === 'DOMException';
    for (let i = 0; i < all.length && kept.length <= MOST_ITEMS; i++) {
      const key = all[i];
      if (isIndexed && typeof key === 'string' && regexpTest(/^\d+$/, key)) continue;
      if (tag === 'String' && typeof key === 'string' && regexpTest(/^\d+$/, key)) continue;
      const found = getOwnPropertyDescriptor(value, key);
      if (found === undefined || (!found.enumerable && !(isError && key === 'cause'))) continue;
      kept[kept.length] = key;
    }
    return kept;
  }

  property(value, key, level) {
    if (native.isNamespace(value)) return `${showKey(key)}: ${this.show(value[key], level + 1)}`;
    const found = getOwnPropertyDescriptor(value, key);
    const name = found.enumerable ? showKey(key) : `[${showKey(key)}]`;
    return `${name}: ${this.descriptor(found, level)}`;
  }

  descriptor(found, level) {
    if (found.get !== undefined) return found.set !== undefined ? '[Getter/Setter]' : '[Getter]';
    if (found.set !== undefined) return '[Setter]';
    return this.show(found.value, level + 1);
  }
}

const inspect = (value, depth = DEPTH) => new Inspector(depth).show(value, 0);

const plainText = (value) => (typeof value === 'string' ? value : inspect(value));

const FORMATS = {
  s: (value) => {
    if (typeof value === 'string') return value;
    return typeof value === 'bigint' || typeof value === 'number' ? primitive(value) : inspect(value, 0);
  },
  d: (value) => (typeof value === 'bigint' ? primitive(value) : typeof value === 'object' || typeof value === 'symbol' ? 'NaN' : primitive(Number(value))),
  i: (value) => (typeof value === 'bigint' ? primitive(value) : typeof value === 'object' || typeof value === 'symbol' ? 'NaN' : `${parseInt(value, 10)}`),
  f: (value) => (typeof value === 'symbol' ? 'NaN' : `${parseFloat(value)}`),
  j: (value) => {
    try {
      return JSON.stringify(value);
    } catch {
      return '[Circular]';
    }
  },
  o: (value) => inspect(value, 4),
  O: (value) => inspect(value, 4),
  c: () => '',
};

// The text of console.log(...args).
const format = (...args) => {
  let text = '';
  let next = 0;
  if (args.length > 1 && typeof args[0] === 'string' && stringIncludes(args[0], '%')) {
    const pattern = args[next++];
    for (let i = 0; i < pattern.length; i++) {
      const letter = pattern[i + 1];
      if (pattern[i] !== '%' || letter === undefined) text += pattern[i];
      else if (letter === '%') {
        text += '%';
        i++;
      } else if (getOwnPropertyDescriptor(FORMATS, letter) !== undefined && next < args.length) {
        text += FORMATS[letter](args[next++]);
        i++;
      } else text += '%';
    }
    if (next < args.length) text += ' ';
  }
  for (let first = next; next < args.length; next++) text += (next > first ? ' ' : '') + plainText(args[next]);
  return text;
};
native.format = format;
define(hako, 'inspect', (value, depth) => inspect(value, depth));
