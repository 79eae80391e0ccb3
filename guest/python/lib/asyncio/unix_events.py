"""The event loop of the sandbox, in place of those of an operating system.

There are no sockets, no signals and no other threads, so a loop waits for nothing but time, and nobody waits for that: sleeping moves the
clock on (clock.c).
"""

import time

from . import base_events, events

__all__ = ("SelectorEventLoop", "DefaultEventLoopPolicy", "EventLoop")


class _Clock:
    """What base_events takes for a selector."""

    def select(self, timeout=None):
        if timeout is None:
            raise RuntimeError("all tasks wait for something that can't happen in the sandbox")
        if timeout > 0:
            time.sleep(timeout)
        return ()


class SelectorEventLoop(base_events.BaseEventLoop):
    def __init__(self):
        super().__init__()
        self._selector = _Clock()
        # The clock says exactly what was slept.
        self._clock_resolution = 1e-9

    def _process_events(self, event_list):
        pass

    def _write_to_self(self):
        pass

    def run_in_executor(self, executor, func, *args):
        """There are no threads: the function runs at once."""
        self._check_closed()
        if self._debug:
            self._check_callback(func, "run_in_executor")
        future = self.create_future()
        try:
            future.set_result(func(*args))
        except Exception as error:
            future.set_exception(error)
        return future


EventLoop = SelectorEventLoop


class DefaultEventLoopPolicy(events.BaseDefaultEventLoopPolicy):
    _loop_factory = SelectorEventLoop
