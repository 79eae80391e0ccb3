// --- URL, URLSearchParams: https://url.spec.whatwg.org ---

const SPECIAL_PORTS = { http: '80', https: '443', ws: '80', wss: '443', ftp: '21', file: '' };
const isSpecial = (scheme) => getOwnPropertyDescriptor(SPECIAL_PORTS, scheme) !== undefined;

// What is escaped beside controls and everything beyond ASCII.
const FRAGMENT_SET = ' "<>`';
const QUERY_SET = ' "#<>';
const SPECIAL_QUERY_SET = QUERY_SET + "'";
const PATH_SET = QUERY_SET + '?`{}^';
const USERINFO_SET = PATH_SET + '/:;=@[\\]|';

const HEX = '0123456789ABCDEF';
const escapeByte = (byte) => `%${HEX[byte >> 4]}${HEX[byte & 15]}`;

const percentEncode = (text, set) => {
  let encoded = '';
  for (const character of text) {
    const code = character.codePointAt(0);
    if (code >= 0x20 && code < 0x7f && !set.includes(character)) encoded += character;
    else for (const byte of native.encodeUtf8(character)) encoded += escapeByte(byte);
  }
  return encoded;
};

const hexValue = (code) => (code >= 48 && code <= 57 ? code - 48 : code >= 65 && code <= 70 ? code - 55 : code >= 97 && code <= 102 ? code - 87 : -1);

const percentDecode = (bytes) => {
  const decoded = [];
  for (let i = 0; i < bytes.length; i++) {
    const high = bytes[i] === 37 ? hexValue(bytes[i + 1] ?? 0) : -1;
    const low = high >= 0 ? hexValue(bytes[i + 2] ?? 0) : -1;
    if (low >= 0) {
      decoded.push(high * 16 + low);
      i += 2;
    } else decoded.push(bytes[i]);
  }
  return native.decodeUtf8(new Uint8Array(decoded), false);
};

// --- Hosts ---

const punycode = (label) => {
  const points = Array.from(label, (character) => character.codePointAt(0));
  let output = points.filter((point) => point < 128).map((point) => String.fromCodePoint(point)).join('');
  const basic = output.length;
  let handled = basic;
  if (basic > 0) output += '-';
  let next = 128;
  let delta = 0;
  let bias = 72;
  while (handled < points.length) {
    const least = Math.min(...points.filter((point) => point >= next));
    delta += (least - next) * (handled + 1);
    next = least;
    for (const point of points) {
      if (point < next) delta++;
      if (point !== next) continue;
      let rest = delta;
      for (let k = 36; ; k += 36) {
        const threshold = k <= bias ? 1 : k >= bias + 26 ? 26 : k - bias;
        if (rest < threshold) break;
        const digit = threshold + ((rest - threshold) % (36 - threshold));
        output += String.fromCharCode(digit < 26 ? digit + 97 : digit + 22);
        rest = Math.floor((rest - threshold) / (36 - threshold));
      }
      output += String.fromCharCode(rest < 26 ? rest + 97 : rest + 22);
      let scaled = handled === basic ? Math.floor(delta / 700) : delta >> 1;
      scaled += Math.floor(scaled / (handled + 1));
      let steps = 0;
      for (; scaled > 455; steps += 36) scaled = Math.floor(scaled / 35);
      bias = steps + Math.floor((36 * scaled) / (scaled + 38));
      delta = 0;
      handled++;
    }
    delta++;
    next++;
  }
  return `xn--${output}`;
};

const toAscii = (domain) =>
  domain
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\u00ad\u200b\u2060\ufeff]/g, '')
    .replace(/[\u3002\uff0e\uff61]/g, '.')
    .split('.')
    .map((label) => (/^[\0-\x7f]*$/.test(label) ? label : punycode(label)))
    .join('.');

const parseIpv4Number = (text) => {
  if (text === '') return NaN;
  if (/^0[xX][0-9a-fA-F]*$/.test(text)) return text.length === 2 ? 0 : parseInt(text, 16);
  if (/^0[0-7]+$/.test(text)) return parseInt(text, 8);
  return /^\d+$/.test(text) && !/^0\d/.test(text) ? parseInt(text, 10) : NaN;
};

const endsInNumber = (host) => {
  const parts = host.split('.');
  if (parts[parts.length - 1] === '' && parts.length > 1) parts.pop();
  const last = parts[parts.length - 1];
  return /^\d+$/.test(last) || /^0[xX][0-9a-fA-F]*$/.test(last);
};

const parseIpv4 = (host) => {
  const parts = host.split('.');
  if (parts[parts.length - 1] === '' && parts.length > 1) parts.pop();
  if (parts.length > 4) return null;
  const numbers = parts.map(parseIpv4Number);
  const last = numbers.length - 1;
  if (numbers.some((number, i) => isNaN(number) || (i < last && number > 255)) || numbers[last] >= 256 ** (5 - numbers.length)) return null;
  let address = numbers[last];
  for (let i = 0; i < last; i++) address += numbers[i] * 256 ** (3 - i);
  return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.');
};

const parseIpv6 = (text) => {
  const halves = text.split('::');
  if (halves.length > 2) return null;
  const pieces = (half) => {
    if (half === '') return [];
    const list = [];
    const parts = half.split(':');
    for (let i = 0; i < parts.length; i++) {
      if (/^[0-9a-fA-F]{1,4}$/.test(parts[i])) list.push(parseInt(parts[i], 16));
      else if (i === parts.length - 1 && /^(0|[1-9]\d{0,2})(\.(0|[1-9]\d{0,2})){3}$/.test(parts[i])) {
        const bytes = parts[i].split('.').map(Number);
        if (bytes.some((byte) => byte > 255)) return null;
        list.push(bytes[0] * 256 + bytes[1], bytes[2] * 256 + bytes[3]);
      } else return null;
    }
    return list;
  };
  const front = pieces(halves[0]);
  const back = halves.length === 2 ? pieces(halves[1]) : [];
  if (front === null || back === null) return null;
  const missing = 8 - front.length - back.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return null;
  const address = [...front, ...new Array(missing).fill(0), ...back];
  let best = -1;
  let bestLength = 1;
  for (let i = 0; i < 8; i++) {
    let end = i;
    while (end < 8 && address[end] === 0) end++;
    if (end - i > bestLength) {
      best = i;
      bestLength = end - i;
    }
    if (end > i) i = end;
  }
  let shown = '';
  for (let i = 0; i < 8; i++) {
    if (i === best) {
      shown += i === 0 ? '::' : ':';
      i += bestLength - 1;
      continue;
    }
    shown += address[i].toString(16) + (i < 7 ? ':' : '');
  }
  return `[${shown}]`;
};

const parseHost = (text, special) => {
  if (text[0] === '[') return text.endsWith(']') ? parseIpv6(text.slice(1, -1)) : null;
  if (!special) return /[\0\t\n\r #/:<>?@[\\\]^|]/.test(text) ? null : percentEncode(text, '');
  const domain = toAscii(percentDecode(native.encodeUtf8(text)));
  if (domain === '' || /[\0-\x20"#%/:<>?@[\\\]^`{|}\x7f]/.test(domain)) return null;
  return endsInNumber(domain) ? parseIpv4(domain) : domain;
};

// --- Parsing ---

const isWindowsLetter = (text) => /^[A-Za-z][:|]$/.test(text);
const isDot = (segment) => /^(\.|%2e)$/i.test(segment);
const isDoubleDot = (segment) => /^(\.|%2e)(\.|%2e)$/i.test(segment);

// A record of strings; `path` is a string when it is opaque, else an array; host, query and fragment are null when there are none.
const copyOf = (url) => ({ ...url, path: typeof url.path === 'string' ? url.path : [...url.path] });

const shorten = (url) => {
  if (url.scheme === 'file' && url.path.length === 1 && /^[A-Za-z]:$/.test(url.path[0])) return;
  url.path.pop();
};

const parsePath = (url, text) => {
  const special = isSpecial(url.scheme);
  const segments = (special ? text.replace(/\\/g, '/') : text).split('/');
  segments.forEach((segment, i) => {
    const isLast = i === segments.length - 1;
    if (isDoubleDot(segment)) {
      shorten(url);
      if (isLast) url.path.push('');
    } else if (isDot(segment)) {
      if (isLast) url.path.push('');
    } else {
      if (url.scheme === 'file' && url.path.length === 0 && isWindowsLetter(segment)) segment = `${segment[0]}:`;
      url.path.push(percentEncode(segment, PATH_SET));
    }
  });
};

const parsePort = (url, text) => {
  if (!/^\d*$/.test(text)) return false;
  const port = text === '' ? '' : `${parseInt(text, 10)}`;
  if (port !== '' && Number(port) > 65535) return false;
  url.port = port === SPECIAL_PORTS[url.scheme] ? '' : port;
  return true;
};

const parseAuthority = (url, text) => {
  const at = text.lastIndexOf('@');
  if (at >= 0) {
    const userinfo = text.slice(0, at);
    const colon = userinfo.indexOf(':');
    url.username = percentEncode(colon >= 0 ? userinfo.slice(0, colon) : userinfo, USERINFO_SET);
    url.password = colon >= 0 ? percentEncode(userinfo.slice(colon + 1), USERINFO_SET) : '';
  }
  const host = at >= 0 ? text.slice(at + 1) : text;
  const parts = /^(\[[^\]]*\]|[^:]*)(?::(.*))?$/.exec(host);
  if (parts === null || (parts[1] === '' && (isSpecial(url.scheme) || at >= 0 || parts[2] !== undefined))) return false;
  url.host = parts[1] === '' ? '' : parseHost(parts[1], isSpecial(url.scheme));
  return url.host !== null && parsePort(url, parts[2] ?? '');
};

const splitAuthority = (text, special) => {
  const end = text.search(special ? /[/\\]/ : /\//);
  return end < 0 ? [text, ''] : [text.slice(0, end), text.slice(end)];
};

const parseFile = (url, rest, base) => {
  const text = rest.replace(/\\/g, '/');
  url.host = '';
  if (text.startsWith('//')) {
    const [host, path] = splitAuthority(text.slice(2), true);
    if (isWindowsLetter(host)) {
      parsePath(url, text.slice(2));
      return true;
    }
    if (host !== '') {
      url.host = parseHost(host, true);
      if (url.host === null) return false;
      if (url.host === 'localhost') url.host = '';
    }
    parsePath(url, path.slice(1));
    return true;
  }
  const isFileBase = base !== null && base.scheme === 'file';
  if (text.startsWith('/')) {
    if (isFileBase) url.host = base.host;
    parsePath(url, text.slice(1));
    return true;
  }
  if (isFileBase) {
    url.host = base.host;
    url.path = [...base.path];
    if (text === '') return true;
    shorten(url);
  }
  parsePath(url, text);
  return true;
};

// null when it is no URL.
const parseUrl = (input, base) => {
  let text = input.replace(/^[\0-\x20]+|[\0-\x20]+$/g, '').replace(/[\t\n\r]/g, '');
  const url = { scheme: '', username: '', password: '', host: null, port: '', path: [], query: null, fragment: null };
  const hash = text.indexOf('#');
  if (hash >= 0) {
    url.fragment = percentEncode(text.slice(hash + 1), FRAGMENT_SET);
    text = text.slice(0, hash);
  }
  const mark = text.indexOf('?');
  const query = mark >= 0 ? text.slice(mark + 1) : null;
  if (mark >= 0) text = text.slice(0, mark);
  const finish = () => {
    if (query !== null) url.query = percentEncode(query, isSpecial(url.scheme) ? SPECIAL_QUERY_SET : QUERY_SET);
    return url;
  };
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]*):/.exec(text);
  let rest = text;
  if (scheme !== null) {
    url.scheme = scheme[1].toLowerCase();
    rest = text.slice(scheme[0].length);
    const special = isSpecial(url.scheme);
    if (url.scheme === 'file') return parseFile(url, rest, base) ? finish() : null;
    const isRelative = special && base !== null && base.scheme === url.scheme && !/^[/\\]{2}/.test(rest);
    if (!isRelative) {
      if (special) rest = rest.replace(/^[/\\]*/, '');
      else if (rest.startsWith('//')) rest = rest.slice(2);
      else if (rest.startsWith('/')) {
        parsePath(url, rest.slice(1));
        return finish();
      } else {
        url.path = percentEncode(rest, '');
        return finish();
      }
      const [authority, path] = splitAuthority(rest, special);
      if (!parseAuthority(url, authority)) return null;
      if (path !== '' || special) parsePath(url, path.slice(1));
      return finish();
    }
  } else {
    if (base === null) return null;
    if (typeof base.path === 'string') {
      if (text !== '' || query !== null || hash < 0) return null;
      return { ...copyOf(base), fragment: url.fragment };
    }
    url.scheme = base.scheme;
    if (url.scheme === 'file') {
      const same = text === '';
      if (!parseFile(url, rest, base)) return null;
      if (same && query === null) url.query = base.query;
      return finish();
    }
  }
  const special = isSpecial(url.scheme);
  const slashes = special ? rest.replace(/\\/g, '/') : rest;
  if (slashes.startsWith('//')) {
    const [authority, path] = splitAuthority(rest.slice(2).replace(special ? /^[/\\]+/ : /^$/, ''), special);
    if (!parseAuthority(url, authority)) return null;
    if (path !== '' || special) parsePath(url, path.slice(1));
    return finish();
  }
  url.username = base.username;
  url.password = base.password;
  url.host = base.host;
  url.port = base.port;
  if (slashes.startsWith('/')) {
    parsePath(url, rest.slice(1));
    return finish();
  }
  url.path = [...base.path];
  if (rest === '') {
    if (query === null) url.query = base.query;
    return finish();
  }
  shorten(url);
  parsePath(url, rest);
  return finish();
};

const pathText = (url) => (typeof url.path === 'string' ? url.path : url.path.map((segment) => `/${segment}`).join(''));

const urlText = (url) => {
  let text = `${url.scheme}:`;
  if (url.host !== null) {
    text += '//';
    if (url.username !== '' || url.password !== '') text += url.username + (url.password !== '' ? `:${url.password}` : '') + '@';
    text += url.host + (url.port !== '' ? `:${url.port}` : '');
  } else if (typeof url.path !== 'string' && url.path.length > 1 && url.path[0] === '') text += '/.';
  text += pathText(url);
  if (url.query !== null) text += `?${url.query}`;
  if (url.fragment !== null) text += `#${url.fragment}`;
  return text;
};

// --- The interfaces ---

const formEncode = (text) => {
  let encoded = '';
  for (const byte of native.encodeUtf8(text)) {
    const character = String.fromCharCode(byte);
    if (/[A-Za-z0-9*._-]/.test(character)) encoded += character;
    else encoded += byte === 32 ? '+' : escapeByte(byte);
  }
  return encoded;
};
const formDecode = (text) => percentDecode(native.encodeUtf8(text.replace(/\+/g, ' ')));

let linkParameters;

class URLSearchParams {
  #pairs = [];
  #changed = null; // tells the URL that this belongs to

  static {
    linkParameters = (parameters, query, changed) => {
      parameters.#parse(query);
      parameters.#changed = changed;
    };
  }

  constructor(init = '') {
    if (typeof init === 'object' && init !== null) {
      if (init[Symbol.iterator] !== undefined) {
        for (const pair of init) {
          const [name, value, ...more] = pair;
          if (value === undefined || more.length > 0) throw new TypeError('each pair must be a name and a value');
          this.#pairs.push([`${name}`.toWellFormed(), `${value}`.toWellFormed()]);
        }
      } else for (const [name, value] of Object.entries(init)) this.#pairs.push([name.toWellFormed(), `${value}`.toWellFormed()]);
    } else this.#parse(`${init}`.replace(/^\?/, '').toWellFormed());
  }

  #parse(query) {
    this.#pairs = query
      .split('&')
      .filter((part) => part !== '')
      .map((part) => {
        const equals = part.indexOf('=');
        return equals < 0 ? [formDecode(part), ''] : [formDecode(part.slice(0, equals)), formDecode(part.slice(equals + 1))];
      });
  }
  #update() {
    if (this.#changed !== null) this.#changed(this.toString());
  }

  get size() {
    return this.#pairs.length;
  }
  append(name, value) {
    this.#pairs.push([`${name}`.toWellFormed(), `${value}`.toWellFormed()]);
    this.#update();
  }
  delete(name, value) {
    this.#pairs = this.#pairs.filter((pair) => pair[0] !== `${name}` || (value !== undefined && pair[1] !== `${value}`));
    this.#update();
  }
  get(name) {
    return this.#pairs.find((pair) => pair[0] === `${name}`)?.[1] ?? null;
  }
  getAll(name) {
    return this.#pairs.filter((pair) => pair[0] === `${name}`).map((pair) => pair[1]);
  }
  has(name, value) {
    return this.#pairs.some((pair) => pair[0] === `${name}` && (value === undefined || pair[1] === `${value}`));
  }
  set(name, value) {
    const first = this.#pairs.findIndex((pair) => pair[0] === `${name}`);
    if (first < 0) this.#pairs.push([`${name}`.toWellFormed(), `${value}`.toWellFormed()]);
    else {
      this.#pairs[first][1] = `${value}`.toWellFormed();
      this.#pairs = this.#pairs.filter((pair, i) => i <= first || pair[0] !== `${name}`);
    }
    this.#update();
  }
  sort() {
    this.#pairs.sort((a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0));
    this.#update();
  }
  forEach(callback, receiver) {
    for (const [name, value] of this.#pairs) apply(callback, receiver, [value, name, this]);
  }
  *entries() {
    for (let i = 0; i < this.#pairs.length; i++) yield [...this.#pairs[i]];
  }
  *keys() {
    for (let i = 0; i < this.#pairs.length; i++) yield this.#pairs[i][0];
  }
  *values() {
    for (let i = 0; i < this.#pairs.length; i++) yield this.#pairs[i][1];
  }
  toString() {
    return this.#pairs.map(([name, value]) => `${formEncode(name)}=${formEncode(value)}`).join('&');
  }
}
define(URLSearchParams.prototype, Symbol.iterator, URLSearchParams.prototype.entries);

class URL {
  #url;
  #parameters = new URLSearchParams();

  static #parse(text, base) {
    let baseUrl = null;
    if (base !== undefined) {
      baseUrl = parseUrl(`${base}`.toWellFormed(), null);
      if (baseUrl === null) return null;
    }
    return parseUrl(`${text}`.toWellFormed(), baseUrl);
  }
  static canParse(text, base) {
    return URL.#parse(text, base) !== null;
  }
  static parse(text, base) {
    return URL.canParse(text, base) ? new URL(text, base) : null;
  }

  constructor(text, base) {
    const url = URL.#parse(text, base);
    if (url === null) throw new TypeError(`Invalid URL: ${text}`);
    this.#set(url);
  }
  #set(url) {
    this.#url = url;
    this.#link();
  }
  #link() {
    linkParameters(this.#parameters, this.#url.query ?? '', (text) => {
      this.#url.query = text === '' ? null : text;
    });
  }

  get href() {
    return urlText(this.#url);
  }
  set href(text) {
    const url = URL.#parse(text, undefined);
    if (url === null) throw new TypeError(`Invalid URL: ${text}`);
    this.#set(url);
  }
  get origin() {
    const { scheme, host, port, path } = this.#url;
    if (scheme === 'blob' && typeof path === 'string') return URL.parse(path)?.origin ?? 'null';
    return isSpecial(scheme) && scheme !== 'file' ? `${scheme}://${host}${port !== '' ? `:${port}` : ''}` : 'null';
  }
  get protocol() {
    return `${this.#url.scheme}:`;
  }
  set protocol(text) {
    const scheme = /^([A-Za-z][A-Za-z0-9+.-]*):?/.exec(`${text}`)?.[1]?.toLowerCase();
    if (scheme === undefined || isSpecial(scheme) !== isSpecial(this.#url.scheme)) return;
    if (scheme === 'file' && (this.#url.username !== '' || this.#url.password !== '' || this.#url.port !== '')) return;
    if (this.#url.scheme === 'file' && this.#url.host === '') return;
    this.#url.scheme = scheme;
    if (this.#url.port === SPECIAL_PORTS[scheme]) this.#url.port = '';
  }
  #hasNoCredentials() {
    return this.#url.host === null || this.#url.host === '' || this.#url.scheme === 'file';
  }
  get username() {
    return this.#url.username;
  }
  set username(text) {
    if (!this.#hasNoCredentials()) this.#url.username = percentEncode(`${text}`, USERINFO_SET);
  }
  get password() {
    return this.#url.password;
  }
  set password(text) {
    if (!this.#hasNoCredentials()) this.#url.password = percentEncode(`${text}`, USERINFO_SET);
  }
  get host() {
    const { host, port } = this.#url;
    return host === null ? '' : host + (port !== '' ? `:${port}` : '');
  }
  set host(text) {
    if (typeof this.#url.path === 'string') return;
    const copy = copyOf(this.#url);
    const [authority] = splitAuthority(`${text}`.replace(/[?#].*$/s, ''), isSpecial(copy.scheme));
    if (authority.includes('@')) return;
    const port = copy.port;
    if (!parseAuthority(copy, authority)) return;
    if (!/:\d/.test(authority.replace(/^\[[^\]]*\]/, ''))) copy.port = port;
    this.#url = copy;
  }
  get hostname() {
    return this.#url.host ?? '';
  }
  set hostname(text) {
    if (typeof this.#url.path === 'string') return;
    const [name] = splitAuthority(`${text}`.replace(/[?#].*$/s, ''), isSpecial(this.#url.scheme));
    if (name === '' || (name[0] !== '[' && name.includes(':'))) return;
    const host = parseHost(name, isSpecial(this.#url.scheme));
    if (host !== null) this.#url.host = host;
  }
  get port() {
    return this.#url.port;
  }
  set port(text) {
    if (this.#hasNoCredentials()) return;
    const digits = /^\d*/.exec(`${text}`)[0];
    if (digits !== '' || `${text}` === '') parsePort(this.#url, digits);
  }
  get pathname() {
    return pathText(this.#url);
  }
  set pathname(text) {
    if (typeof this.#url.path === 'string') return;
    this.#url.path = [];
    parsePath(this.#url, `${text}`.toWellFormed().replace(isSpecial(this.#url.scheme) ? /^[/\\]/ : /^\//, '').replace(/[?#]/g, (mark) => percentEncode(mark, mark)));
  }
  get search() {
    return this.#url.query === null || this.#url.query === '' ? '' : `?${this.#url.query}`;
  }
  set search(text) {
    const query = `${text}`.toWellFormed().replace(/^\?/, '');
    this.#url.query = query === '' ? null : percentEncode(query, isSpecial(this.#url.scheme) ? SPECIAL_QUERY_SET : QUERY_SET);
    this.#link();
  }
  get searchParams() {
    return this.#parameters;
  }
  get hash() {
    return this.#url.fragment === null || this.#url.fragment === '' ? '' : `#${this.#url.fragment}`;
  }
  set hash(text) {
    const fragment = `${text}`.toWellFormed().replace(/^#/, '');
    this.#url.fragment = fragment === '' ? null : percentEncode(fragment, FRAGMENT_SET);
  }
  toString() {
    return this.href;
  }
  toJSON() {
    return this.href;
  }
}
defineInterface(URLSearchParams);
defineInterface(URL);
