// --- TextEncoder, TextDecoder ---

const bytesOf = (source) => {
  if (ArrayBuffer.isView(source)) return new Uint8Array(source.buffer, source.byteOffset, source.byteLength);
  if (source instanceof ArrayBuffer) return new Uint8Array(source);
  throw new TypeError('an ArrayBuffer or a view of one is needed');
};

class TextEncoder {
  get encoding() {
    return 'utf-8';
  }
  encode(text = '') {
    return native.encodeUtf8(`${text}`);
  }
  encodeInto(text, into) {
    let read = 0;
    let written = 0;
    for (const character of `${text}`) {
      const bytes = native.encodeUtf8(character);
      if (written + bytes.length > into.length) break;
      into.set(bytes, written);
      written += bytes.length;
      read += character.length;
    }
    return { read, written };
  }
}

const ENCODINGS = {
  'utf-8': ['utf-8', 'utf8', 'unicode-1-1-utf-8', 'unicode11utf8', 'unicode20utf8', 'x-unicode20utf8'],
  'utf-16le': ['utf-16le', 'utf-16', 'ucs-2', 'unicode', 'csunicode', 'iso-10646-ucs-2', 'unicodefeff'],
  'utf-16be': ['utf-16be', 'unicodefffe'],
  'windows-1252': ['windows-1252', 'latin1', 'iso-8859-1', 'iso8859-1', 'l1', 'ascii', 'us-ascii', 'cp1252', 'x-cp1252', 'iso_8859-1'],
};
const WINDOWS_1252 = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ';

// How many bytes at the end are the beginning of a character.
const unfinishedUtf8 = (bytes) => {
  const end = bytes.length;
  for (let back = 1; back <= 3 && back <= end; back++) {
    const byte = bytes[end - back];
    if ((byte & 0xc0) === 0x80) continue;
    const length = byte >= 0xf0 && byte < 0xf5 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc2 ? 2 : 1;
    return byte < 0xf5 && length > back ? back : 0;
  }
  return 0;
};

class TextDecoder {
  #encoding;
  #fatal;
  #ignoreBom;
  #rest = new Uint8Array();
  #began = false;

  constructor(name = 'utf-8', options = {}) {
    const key = `${name}`.trim().toLowerCase();
    this.#encoding = Object.keys(ENCODINGS).find((known) => ENCODINGS[known].includes(key));
    if (this.#encoding === undefined) throw new RangeError(`the encoding '${name}' is not known`);
    this.#fatal = !!options?.fatal;
    this.#ignoreBom = !!options?.ignoreBOM;
  }
  get encoding() {
    return this.#encoding;
  }
  get fatal() {
    return this.#fatal;
  }
  get ignoreBOM() {
    return this.#ignoreBom;
  }

  decode(source, options) {
    const streams = !!options?.stream;
    let bytes = source === undefined ? new Uint8Array() : bytesOf(source);
    if (this.#rest.length > 0) {
      const whole = new Uint8Array(this.#rest.length + bytes.length);
      whole.set(this.#rest);
      whole.set(bytes, this.#rest.length);
      bytes = whole;
    }
    const unfinished = !streams ? 0 : this.#encoding === 'utf-8' ? unfinishedUtf8(bytes) : this.#encoding.startsWith('utf-16') ? bytes.length % 2 : 0;
    this.#rest = bytes.slice(bytes.length - unfinished);
    if (unfinished > 0) bytes = bytes.subarray(0, bytes.length - unfinished);
    let text = this.#text(bytes);
    if (!this.#began && !this.#ignoreBom && this.#encoding !== 'windows-1252' && text[0] === '\ufeff') text = text.slice(1);
    if (text !== '') this.#began = true;
    if (!streams) this.#began = false;
    return text;
  }

  #text(bytes) {
    if (this.#encoding === 'utf-8') return native.decodeUtf8(bytes, this.#fatal);
    let text = '';
    if (this.#encoding === 'windows-1252') {
      for (const byte of bytes) text += byte >= 0x80 && byte < 0xa0 ? WINDOWS_1252[byte - 0x80] : String.fromCharCode(byte);
      return text;
    }
    const isBig = this.#encoding === 'utf-16be' ? 1 : 0;
    for (let i = 0; i + 1 < bytes.length; i += 2) text += String.fromCharCode(bytes[i + 1 - isBig] << 8 | bytes[i + isBig]);
    if (bytes.length % 2 === 1) text += '\ud800';
    if (this.#fatal && !text.isWellFormed()) throw new TypeError('the bytes are not text in this encoding');
    return text.toWellFormed();
  }
}
defineInterface(TextEncoder);
defineInterface(TextDecoder);
