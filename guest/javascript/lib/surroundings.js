// --- crypto, performance ---

const INTEGER_ARRAYS = ['Int8Array', 'Uint8Array', 'Uint8ClampedArray', 'Int16Array', 'Uint16Array', 'Int32Array', 'Uint32Array', 'BigInt64Array', 'BigUint64Array'];

class Crypto {
  getRandomValues(array) {
    if (!ArrayBuffer.isView(array) || !INTEGER_ARRAYS.includes(native.classOf(array))) {
      throw new DOMException('an array of integers is needed', 'TypeMismatchError');
    }
    if (array.byteLength > 65536) throw new DOMException('more than 65536 bytes at once', 'QuotaExceededError');
    native.fillRandom(bytesOf(array));
    return array;
  }
  randomUUID() {
    const bytes = new Uint8Array(16);
    native.fillRandom(bytes);
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
  }
}
defineInterface(Crypto);
defineGlobal('crypto', new Crypto());

// Nothing is read from a clock before a script asks: the time counts from the first question.
class Performance {
  #origin;
  #offset;
  #begin() {
    if (this.#origin !== undefined) return;
    this.#origin = Date.now();
    this.#offset = native.now();
  }
  get timeOrigin() {
    this.#begin();
    return this.#origin;
  }
  now() {
    this.#begin();
    return native.now() - this.#offset;
  }
  toJSON() {
    return { timeOrigin: this.timeOrigin };
  }
}
defineInterface(Performance);
defineGlobal('performance', new Performance());
