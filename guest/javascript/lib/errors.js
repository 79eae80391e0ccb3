// --- hako: services' failures, and breaking out of them ---

class ServiceError extends Error {
  constructor(message, type = 'runtime', details = null) {
    super(message);
    define(this, 'type', type);
    define(this, 'details', details);
  }
}
define(ServiceError.prototype, 'name', 'ServiceError');

class TransportError extends Error {}
define(TransportError.prototype, 'name', 'TransportError');

// Thrown by a function that a service calls: ends the service, whose call then has this value.
class Break extends Error {
  constructor(value = null) {
    super('hako.Break was thrown outside of a function that a service calls');
    define(this, 'value', value);
  }
}
define(Break.prototype, 'name', 'Break');

define(hako, 'ServiceError', ServiceError);
define(hako, 'TransportError', TransportError);
define(hako, 'Break', Break);
defineGlobal('ServiceError', ServiceError);
native.serviceError = ServiceError.prototype;
native.transportError = TransportError.prototype;
native.breakType = Break.prototype;
