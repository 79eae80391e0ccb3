'use strict';

// The part of the guest that is written in JavaScript; `native` holds what boot.c gives it. The files are one function's body, in the
// order of their names. What is taken from built-in objects is taken here, before any script can change it.

const { apply, ownKeys, getOwnPropertyDescriptor, getPrototypeOf } = Reflect;
const uncurry = (method) => (receiver, ...args) => apply(method, receiver, args);

const define = (object, name, value) =>
  Object.defineProperty(object, name, { value, writable: true, enumerable: false, configurable: true });
const defineGlobal = (name, value) => define(globalThis, name, value);

// A class of the web's, with the methods enumerable as there, and the tag that toString shows.
const defineInterface = (type) => {
  Object.defineProperty(type.prototype, Symbol.toStringTag, { value: type.name, configurable: true });
  defineGlobal(type.name, type);
};
