"""What a script can use of the sandbox that it runs in.

Services that the host has bound are modules of their own: `import Store`, then `Store.Stock("A-1")` or `Store.Orders.find(7)`.
"""

from _hako import Handle, Service

__all__ = ["Break", "Handle", "Service", "ServiceError", "Symbol", "TransportError"]


class Symbol(str):
    """A name, as some hosts tell them from text. Equal to the str with the same letters."""

    __slots__ = ()

    def __repr__(self):
        return f"hako.Symbol({str.__repr__(self)})"


class ServiceError(Exception):
    """A service failed.

    `type` is "runtime", "argument" (it refused its arguments) or "undefined" (there is no such service, method or object);
    `details` is what the service added, or None.
    """

    def __init__(self, message, type="runtime", details=None):
        super().__init__(message)
        self.type = type
        self.details = details


class TransportError(Exception):
    """The host's answer was not understood."""


class Break(Exception):
    """Raised by a function that a service calls: ends the service, whose call then has this value."""

    def __init__(self, value=None):
        super().__init__(value)
        self.value = value
