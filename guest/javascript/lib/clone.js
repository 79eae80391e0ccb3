// --- structuredClone ---

const refuseClone = (value) => {
  throw new DOMException(`${inspect(value, 0)} could not be cloned`, 'DataCloneError');
};

const ERROR_TYPES = { Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError };

const clone = (value, seen) => {
  if (typeof value === 'symbol') refuseClone(value);
  if (typeof value === 'function') refuseClone(value);
  if (typeof value !== 'object' || value === null) return value;
  if (seen.has(value)) return seen.get(value);
  if (native.describe(value) !== undefined || native.isProxy(value)) refuseClone(value);
  const keep = (copy) => {
    seen.set(value, copy);
    return copy;
  };
  const tag = native.classOf(value);
  switch (tag) {
    case 'Date':
      return keep(new Date(dateTime(value)));
    case 'RegExp':
      return keep(new RegExp(value.source, value.flags));
    case 'Number':
    case 'String':
    case 'Boolean':
    case 'BigInt':
      return keep(Object(native.unbox(value)));
    case 'ArrayBuffer':
      return keep(value.slice(0));
    case 'Map': {
      const copy = keep(new Map());
      for (const [key, element] of [...value]) copy.set(clone(key, seen), clone(element, seen));
      return copy;
    }
    case 'Set': {
      const copy = keep(new Set());
      for (const element of [...value]) copy.add(clone(element, seen));
      return copy;
    }
    case 'Error': {
      const name = peek(value, 'name');
      const type = typeof name === 'string' && getOwnPropertyDescriptor(ERROR_TYPES, name) !== undefined ? ERROR_TYPES[name] : Error;
      const message = peek(value, 'message');
      const copy = keep(message === undefined ? new type() : new type(message));
      const cause = getOwnPropertyDescriptor(value, 'cause');
      if (cause !== undefined && 'value' in cause) define(copy, 'cause', clone(cause.value, seen));
      return copy;
    }
    case 'Array': {
      const copy = keep(new Array(value.length));
      for (const key of Object.keys(value)) copy[key] = clone(value[key], seen);
      return copy;
    }
    case 'Object': {
      const copy = keep({});
      for (const key of Object.keys(value)) {
        Object.defineProperty(copy, key, { value: clone(value[key], seen), writable: true, enumerable: true, configurable: true });
      }
      return copy;
    }
  }
  if (native.typedLength(value) >= 0) {
    return keep(new globalThis[tag](clone(value.buffer, seen), value.byteOffset, value.length));
  }
  if (tag === 'DataView') return keep(new DataView(clone(value.buffer, seen), value.byteOffset, value.byteLength));
  return refuseClone(value);
};

defineGlobal('structuredClone', function structuredClone(value, options) {
  const seen = new Map();
  const transfer = options?.transfer === undefined ? [] : [...options.transfer];
  for (const buffer of transfer) {
    if (!(buffer instanceof ArrayBuffer)) refuseClone(buffer);
    if (buffer.detached) throw new DOMException('the buffer is detached', 'DataCloneError');
    seen.set(buffer, undefined);
  }
  for (const buffer of transfer) seen.set(buffer, buffer.transfer());
  return clone(value, seen);
});
