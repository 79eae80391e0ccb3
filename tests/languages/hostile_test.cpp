// Scripts that mean harm: to the encoding of values, to the reporting of failures, to the stack, to the guest's memory. Each ends
// as something the host can handle, and the next invocation on the same sandbox is as on a fresh one.
#include <random>
#include <span>

#include "language.hpp"
#include "support/shop.hpp"
#include "support/values.hpp"

namespace hako::test {
namespace {

using namespace std::chrono_literals;
using namespace hako::literals;

struct Attack {
    std::string_view what;
    std::string_view code;
    /// How the end of the invocation begins, as ended() tells it: one of these, between bars.
    std::string_view ends;
};

// --- what is sent to the host ---

constexpr Attack python_values[] = {
    {"a class that lies", "class O:\n  __class__ = int\nO()", "Kobako::SandboxError: return value of type O "},
    {"an iterable", "class O:\n  def __iter__(self): print('ran'); return iter([1])\nO()",
     "Kobako::SandboxError: return value of type O "},
    {"a mapping",
     "import collections.abc\nclass O(collections.abc.Mapping):\n  def __getitem__(self, k): print('ran')\n"
     "  def __iter__(self): print('ran')\n  def __len__(self): print('ran')\nO()",
     "Kobako::SandboxError: return value of type O "},
    {"a dict that is a chain", "import collections\ncollections.ChainMap({1: 2})",
     "Kobako::SandboxError: return value of type ChainMap "},
    {"a dict with hostile keys",
     "class K(str):\n  def __eq__(s, o): return False\n  def __hash__(s): return 1\n"
     "d = {K('a'): 1}\nd[K('b')] = 2\nK.__eq__ = K.__hash__ = lambda *a: print('ran')\nd",
     "value {\"a\" => 1, \"b\" => 2}"},
    {"a list that clears itself",
     "class L(list):\n  def __len__(self): self.clear(); return 0\n  def __iter__(self): self.clear(); return iter(())\nL([1, "
     "2])",
     "value [1, 2]"},
    {"an int with other ideas",
     "class I(int):\n  def __int__(s): print('ran'); return 9\n  def __index__(s): print('ran'); return 9\n  def __bool__(s): "
     "print('ran')\n[I(5), True]",
     "value [5, true]"},
    {"a float with other ideas", "class F(float):\n  def __float__(s): print('ran'); return 9.0\nF(1.5)", "value 1.5"},
    {"a str with other ideas",
     "class S(str):\n  def encode(s, *a): print('ran'); return b''\n  def __str__(s): print('ran'); return 'x'\nS('text')",
     "value \"text\""},
    {"bytes with other ideas",
     "class B(bytes):\n  def __bytes__(s): print('ran'); return b''\n  def __buffer__(s, f): print('ran')\nB(b'\\xff')",
     "value "},
    {"a tuple with other ideas",
     "import collections\nclass T(collections.namedtuple('P', 'x y')):\n  def __getitem__(s, i): print('ran')\nT(1, 2)",
     "value [1, 2]"},
    {"a symbol of its own", "import hako\nclass S(hako.Symbol):\n  def __str__(s): print('ran')\nS('x')", "value :x"},
    {"a symbol class that was replaced", "import hako\nhako.Symbol = dict\n'x'", "value \"x\""},
    {"keys that are one", "{1: 1, True: 2, 1.0: 3}", "value {1 => 3}"},
    {"keys that become one",
     "class K(str):\n  def __eq__(s, o): return False\n  def __hash__(s): return 1\n{K('a'): 1, K('a'): 2}",
     "value {\"a\" => 2}"},
    {"a lone surrogate", "'\\ud800'", "Kobako::SandboxError: return value of type str "},
    {"a lone surrogate as a key", "{'\\ud800': 1}", "Kobako::SandboxError: return value of type dict "},
    {"a huge integer", "10**1000", "Kobako::SandboxError: return value of type int "},
    {"a huge negative integer", "[-10**1000]", "Kobako::SandboxError: return value of type list "},
    {"the first integer too large", "2**64", "Kobako::SandboxError: return value of type int "},
    {"the first integer too small", "-2**63-1", "Kobako::SandboxError: return value of type int "},
    {"a cyclic dict", "d = {}; d['x'] = [d]; d", "Kobako::SandboxError: return value of type dict "},
    {"a list 100,000 deep", "a = []\nfor i in range(100_000): a = [a]\na", "Kobako::SandboxError: return value of type list "},
    {"a dict 100,000 deep", "a = {}\nfor i in range(100_000): a = {1: a}\na", "Kobako::SandboxError: return value of type dict "},
    {"a list that holds one list often", "a = [1] * 1000\nfor i in range(5): a = [a] * 100\na",
     "TrapError|MemoryLimitError|TimeoutError|Kobako::SandboxError|MemoryError"},
    {"a class with a name of its own", "type('\\x00' if 0 else 'a b\\n\"', (), {})()",
     "Kobako::SandboxError: return value of type a b"},
    {"a class whose name was changed", "class O: pass\nO.__name__ = 'x' * 100_000\nO()",
     "Kobako::SandboxError: return value of type x"},
    {"a metaclass", "class M(type):\n  def __getattribute__(c, n): print('ran')\nclass O(metaclass=M): pass\nO()",
     "Kobako::SandboxError: return value of type O "},
    {"an enumeration", "import enum\nclass C(enum.Enum): A = 1\nC.A", "Kobako::SandboxError: return value of type C "},
    {"a view", "memoryview(b'x')", "Kobako::SandboxError: return value of type memoryview "},
    {"a coroutine that runs for ever", "async def f():\n  while True: pass\nawait f()", "TimeoutError"},
    {"an awaitable of its own", "class A:\n  def __await__(self): return iter([5])\nawait A()", "RuntimeError"},
};

constexpr Attack python_arguments[] = {
    {"a class that lies", "class O:\n  __class__ = int\nN.Take(O())", "TypeError: "},
    {"a callable that lies", "class O:\n  __class__ = int\n  def __call__(self): pass\nN.Take(O(), O())",
     "TypeError: a service takes one function"},
    {"a cyclic list", "a = []; a.append(a)\nN.Take(a)", "TypeError: "},
    {"a lone surrogate", "N.Take('\\ud800')", "TypeError: "},
    {"a lone surrogate as a method", "getattr(N.Take, '\\ud800')()", "ServiceError: "},
    {"a lone surrogate as a keyword", "N.Take(**{'\\ud800': 1})", "UnicodeEncodeError: "},
    {"a huge integer", "N.Take(10**1000)", "TypeError: "},
    {"a name of a method that is no str", "getattr(N.Take, 5)", "TypeError: "},
    {"a str of its own as a method",
     "class S(str):\n  def __str__(s): print('ran')\n  def __eq__(s, o): print('ran')\n  __hash__ = "
     "str.__hash__\ngetattr(N.Take, S('call'))(1)",
     "value 1"},
    {"a str of its own as a keyword", "class S(str): pass\nN.Take(**{S('k'): 1})", "value {:k => 1}"},
    {"a path as a method", "getattr(N.Take, 'N::Take')()", "ServiceError: no public method"},
    {"very many arguments", "N.Take(*range(100_000))", "ServiceError: wrong number of arguments"},
    {"very many keywords", "N.Take(**{'k%d' % i: i for i in range(50_000)})", "value {"},
    {"a dict that changes while it is sent",
     "class K(str):\n  def __hash__(s): d.clear(); return 1\nd = {}\ntry: d[K('a')] = 1; N.Take(d, 1)\nexcept TypeError: pass\n1",
     "value 1|ServiceError"},
    {"a namespace", "N.Take(N)", "TypeError: "},
    {"a service", "N.Take(N.Take)", "value nil"},
    {"a block that is a class", "N.Call(int)", "value 0"},
    {"a block that kills", "import os\nN.Call(os.abort)", "TrapError"},
    {"a block that exits", "import sys\nN.Call(sys.exit)", "ServiceError: RuntimeError: SystemExit"},
    {"a block whose exception can't be told",
     "class E(Exception):\n  def __str__(s): raise ValueError\n  __class__ = property(lambda s: 1 / 0)\ndef f(): raise "
     "E('x')\nN.Call(f)",
     "ServiceError: RuntimeError: E: "},
    {"a block that breaks with itself", "import hako\ndef f(): raise hako.Break(f)\nN.Call(f)",
     "ServiceError: RuntimeError: TypeError: break value of type function"},
    {"a break without a value", "import hako\ndef f():\n  b = hako.Break()\n  del b.value\n  raise b\nN.Call(f)",
     "ServiceError: RuntimeError: "},
    {"a break of its own",
     "import hako\nclass B(hako.Break):\n  value = property(lambda s: 1 / 0)\n  def __init__(s): pass\ndef f(): raise "
     "B\nN.Call(f)",
     "ServiceError: RuntimeError: "},
    {"a break that nobody waits for", "import hako\nraise hako.Break(5)", "hako.Break: 5"},
    {"an endless recursion through a service", "def f(): return N.Call(f)\nf()", "ServiceError: |RecursionError: |TrapError"},
    {"a service in __del__", "class A:\n  def __del__(self): N.Take(1)\nA()\n1", "value 1"},
    {"a service in __hash__ of a key", "class K:\n  def __hash__(s): return N.Take(1)\nlen({K(): 1})", "value 1"},
    {"a service while a fault is read", "import hako\nhako.ServiceError.__init__ = lambda s, *a: N.Take(1) and None\nN.Fail()",
     "ServiceError: "},
    {"a fault whose class was replaced", "import hako\nhako.ServiceError = int\nN.Fail()", "ServiceError: RuntimeError: no"},
    {"a fault whose class was changed", "import hako\nhako.ServiceError.__new__ = lambda *a: 5\nN.Fail()",
     "TypeError: |SystemError: |ServiceError: "},
};

// --- the reporting of failures ---

constexpr Attack python_failures[] = {
    {"a text that raises", "class E(Exception):\n  def __str__(self): raise ValueError\nraise E('x')", "E: E"},
    {"a text that is none", "class E(Exception):\n  def __str__(self): return 5\nraise E('x')", "E: E"},
    {"a text of its own",
     "class S(str):\n  def __str__(s): return 1 / 0\n  def __add__(s, o): return 1 / 0\nclass E(Exception):\n  def __str__(s): "
     "return S('mine')\nraise E",
     "E: mine"},
    {"a text without an end", "class E(Exception):\n  def __str__(s): return str(s)\nraise E", "E: E"},
    {"a text that takes for ever", "class E(Exception):\n  def __str__(s):\n    while True: pass\nraise E", "TimeoutError"},
    {"a text that grows", "class E(Exception):\n  def __str__(s): return 'x' * 10**9\nraise E", "MemoryLimitError"},
    {"a text that exits", "import sys\nclass E(Exception):\n  def __str__(s): sys.exit(0)\nraise E('x')", "E: "},
    {"a text with a lone surrogate", "raise ValueError('a\\ud800')", "ValueError: a?"},
    {"a class that lies", "class E(Exception):\n  __class__ = property(lambda s: int)\nraise E('x')", "E: x"},
    {"a class whose look-up raises", "class E(Exception):\n  def __getattribute__(s, n): raise SystemExit(0)\nraise E('x')",
     "E: x"},
    {"a metaclass that raises",
     "class M(type):\n  def __getattribute__(c, n): raise ValueError('meta')\nclass E(Exception, metaclass=M): pass\nraise "
     "E('x')",
     "E: x"},
    {"a name with a lone surrogate", "class E(Exception): pass\nE.__qualname__ = 'a\\ud800'\nraise E('x')", "a?: x"},
    {"a module that is no text", "class E(Exception): pass\nE.__module__ = 5\nraise E('x')", "5.E: x"},
    {"a traceback that is gone", "e = ValueError('x')\ntry: raise e\nexcept ValueError: pass\ne.__traceback__ = None\nraise e",
     "ValueError: x"},
    {"a traceback of another's",
     "try: 1 / 0\nexcept Exception as e: t = e.__traceback__\nraise ValueError('x').with_traceback(t)", "ValueError: x"},
    {"a traceback made up",
     "import types, sys\nt = types.TracebackType(None, sys._getframe(), 10**6, -5)\nraise ValueError('x').with_traceback(t)",
     "ValueError: x"},
    {"a circle of causes",
     "a = ValueError('x'); b = KeyError(); a.__context__ = b; b.__context__ = a; a.__cause__ = b; b.__cause__ = a\nraise a",
     "ValueError: x"},
    {"ten thousand causes", "e = None\nfor i in range(10_000):\n  n = ValueError('x'); n.__cause__ = e; e = n\nraise e",
     "ValueError: x"},
    {"a group in a group", "e = ValueError()\nfor i in range(3000): e = ExceptionGroup('x', [e])\nraise e", "ExceptionGroup: x"},
    {"a wide group", "raise ExceptionGroup('x', [ValueError(i) for i in range(5000)])", "ExceptionGroup: x"},
    {"notes that are none", "e = ValueError('x'); e.__notes__ = 5\nraise e", "ValueError: x"},
    {"notes that raise",
     "class N:\n  def __str__(s): raise ValueError\n  __repr__ = __str__\ne = ValueError('x'); e.__notes__ = [N()]\nraise e",
     "ValueError: x"},
    {"an exit without a code", "class X(SystemExit):\n  code = property(lambda s: 1 / 0)\nraise X", "value nil"},
    {"an exit with a code of its own", "class I(int):\n  def __eq__(s, o): return True\nraise SystemExit(I(7))",
     "SystemExit: exit status 7"},
    {"an exit with a huge code", "raise SystemExit(10**30)", "SystemExit: exit status 1000000000000000000000000000000"},
    {"a syntax error with odd positions",
     "e = SyntaxError('x'); e.filename = 5; e.lineno = 10**100; e.offset = -7; e.text = 5\nraise e", "SyntaxError: "},
    {"a syntax error with texts for positions",
     "e = SyntaxError('x'); e.filename = '\\ud800'; e.lineno = 'a'; e.offset = []; e.text = '\\ud800'\nraise e", "SyntaxError: "},
    {"a file name with a lone surrogate", "exec(compile('1 / 0', '\\ud800', 'exec'))", "ZeroDivisionError: division by zero"},
    {"a function's name with a lone surrogate",
     "def f(): raise ValueError('x')\nf.__code__ = f.__code__.replace(co_name='\\ud800', co_qualname='\\ud800', "
     "co_firstlineno=2**31 - 1)\nf()",
     "ValueError: x"},
    {"a file name of the guest's own", "exec(compile('raise ValueError(\"x\")', '<frozen _hako_support>', 'exec'))",
     "ValueError: x"},
    {"a name like the service's failure",
     "class ServiceError(Exception): pass\nServiceError.__module__ = 'hako'\nraise ServiceError('x')", "hako.ServiceError: x"},
    {"modules that are None", "import sys\nfor k in list(sys.modules): sys.modules[k] = None\nraise ValueError('x')",
     "ValueError: x"},
    {"no modules", "import sys\nsys.modules.clear()\nraise ValueError('x')", "ValueError: x"},
    {"no table of modules", "import sys\ndel sys.modules\nraise ValueError('x')", "ValueError: x"},
    {"traceback replaced",
     "import sys\nclass T:\n  def __getattr__(s, n): raise KeyError('mine')\nsys.modules['traceback'] = sys.modules['linecache'] "
     "= T()\nraise ValueError('x')",
     "ValueError: x"},
    {"traceback patched",
     "import traceback\ntraceback.extract_tb = traceback.format_exception = lambda *a, **k: 1 / 0\nraise ValueError('x')",
     "ValueError: x"},
    {"linecache patched",
     "import linecache\nlinecache.getline = linecache.getlines = linecache.checkcache = linecache.lazycache = lambda *a: "
     "'\\ud800'\nraise ValueError('x')",
     "ValueError: x"},
    {"no support", "import _hako_support\nfor k in list(vars(_hako_support)): delattr(_hako_support, k)\nraise ValueError('x')",
     "ValueError: x"},
    {"a support that is None",
     "import _hako_support\nfor k in list(vars(_hako_support)): setattr(_hako_support, k, None)\nraise ValueError('x')",
     "ValueError: x"},
    {"a description that is none", "import _hako_support\n_hako_support.describe = lambda e: 5\nraise ValueError('x')",
     "ValueError: x"},
    {"a description of odd things",
     "import _hako_support\n_hako_support.describe = lambda e: ('a', 'b', [1, {}], [object()], 'r', {1})\nraise ValueError('x')",
     "ValueError: x"},
    {"a description of odd frames",
     "import _hako_support\n_hako_support.describe = lambda e: ('a', 'b', [], [['f', 'l', 1, 'n', 't']], 'r', None)\nraise "
     "ValueError('x')",
     "ValueError: x"},
    {"a cyclic description",
     "import _hako_support\na = []; a.append(a)\n_hako_support.describe = lambda e: ('a', 'b', a, a, 'r', a)\nraise "
     "ValueError('x')",
     "ValueError: x"},
    {"a description of its own",
     "import _hako_support\nclass S(str): pass\n_hako_support.describe = lambda e: (S('a'), S('b\\ud800'), [S('\\ud800')], "
     "[[S('f'), 10**30, -5, S('n'), S('\\ud800')]], '', object())\nraise ValueError('x')",
     "a: b?"},
    {"a description that recurses",
     "import _hako_support\n_hako_support.describe = lambda e: _hako_support.describe(e)\nraise ValueError('x')",
     "ValueError: x"},
    {"a description that takes for ever",
     "import _hako_support\ndef d(e):\n  while True: pass\n_hako_support.describe = d\nraise ValueError('x')", "TimeoutError"},
    {"a description that kills", "import _hako_support, os\n_hako_support.describe = lambda e: os.abort()\nraise ValueError('x')",
     "TrapError"},
    {"no builtins", "import builtins\nvars(builtins).clear()\nimport sys", "ImportError: "},
    {"builtins that are a number", "e = ValueError('x')\n__builtins__ = 5\nraise e", "ValueError: x"},
    {"no import", "import builtins\nbuiltins.__import__ = lambda *a, **k: 1 / 0\nraise ValueError('x')", "ValueError: x"},
    {"types without methods",
     "import gc\nfor t in (int, str, list, dict, tuple, type, object, BaseException):\n  "
     "gc.get_referents(t.__dict__)[0].clear()\nraise ValueError('x')",
     "ValueError: x"},
    {"every dict cleared",
     "import gc\ne = ValueError('x')\nfor o in gc.get_objects():\n  if type(o) is dict and o is not globals(): o.clear()\nraise "
     "e",
     "ValueError|NameError|TrapError|RuntimeError"},
    {"every list cleared", "import gc\ne = ValueError('x')\nfor o in gc.get_objects():\n  if type(o) is list: o.clear()\nraise e",
     "ValueError|TrapError"},
    {"a trace function that raises", "import sys\ndef t(f, e, a): raise ValueError('x')\nsys.settrace(t)\ndef f(): pass\nf()",
     "ValueError: x"},
    {"a trace function that stays", "import sys\ndef t(f, e, a): return t\nsys.settrace(t)\nraise ValueError('x')",
     "ValueError: x"},
    {"a profile function that raises", "import sys\ndef t(f, e, a): raise ValueError('x')\nsys.setprofile(t)\nlen([])",
     "ValueError: x"},
    {"a monitor that raises",
     "import sys\nm = sys.monitoring\nm.use_tool_id(1, 'x')\nm.set_events(1, m.events.CALL)\ndef c(*a): raise "
     "ValueError('x')\nm.register_callback(1, m.events.CALL, c)\nlen([])",
     "ValueError: x"},
    {"no recursion", "import sys\nsys.setrecursionlimit(5)\nraise ValueError('x')", "ValueError: x"},
    {"hooks",
     "import sys\nsys.excepthook = lambda *a: print('ran')\nsys.unraisablehook = lambda *a: 1 / 0\nclass A:\n  def __del__(s): 1 "
     "/ 0\nA()\nraise ValueError('x')",
     "ValueError: x"},
    {"output that raises",
     "import sys\nclass W:\n  def write(s, t): raise KeyError\n  def flush(s): raise KeyError\nsys.stdout = sys.stderr = "
     "W()\nraise ValueError('x')",
     "ValueError: x"},
    {"closed output",
     "import os, sys\nsys.stdout.close(); sys.stderr.close()\nfor i in range(3): os.close(i) if i else None\nraise "
     "ValueError('x')",
     "ValueError: x|OSError: "},
    {"a collector that raises",
     "import gc\ngc.set_threshold(1)\ngc.callbacks.append(lambda *a: 1 / 0)\nx = [[] for i in range(100)]\nraise ValueError('x')",
     "ValueError: x"},
    {"a panic of the guest's", "import _hako\nraise _hako.Panic('Kobako::BootError', 'x', None)", "Kobako::BootError: x"},
    {"a panic with odd arguments", "import _hako\nraise _hako.Panic(1, 2, 3)", "Panic: Panic|_hako.Panic: _hako.Panic"},
    {"a panic without arguments", "import _hako\np = _hako.Panic('a', 'b', None)\np.args = ()\nraise p",
     "Panic: Panic|_hako.Panic: _hako.Panic"},
    {"a panic with odd details", "import _hako\np = _hako.Panic('X', 'x', None)\np.args = ('\\ud800', '\\ud800', [p])\nraise p",
     "?: ?"},
    {"a panic of its own", "import _hako\nclass P(_hako.Panic): pass\nraise P('a', 'b', {})", "P: "},
    {"a service failure with odd fields", "import hako\ne = hako.ServiceError('x'); e.type = 5; e.details = e\nraise e",
     "ServiceError: x"},
    {"a service failure without fields", "import hako\ne = hako.ServiceError('x'); del e.type, e.details\nraise e",
     "ServiceError: x|hako.ServiceError: x"},
    {"two hundred thousand frames", "import copy\na = []\nfor i in range(100_000): a = [a]\ncopy.deepcopy(a)",
     "RecursionError: |TimeoutError|MemoryLimitError"},
};

// --- the stack ---

// Those without an end in "|TrapError" are what CPython's own counting of calls covers.
constexpr Attack python_recursions[] = {
    {"calls without a limit", "import sys\nsys.setrecursionlimit(10**9)\ndef f(n): return f(n + 1)\nf(0)", "MemoryLimitError"},
    {"__repr__", "class A:\n  def __repr__(s): return repr(s)\nrepr(A())", "RecursionError: "},
    {"__repr__ without a limit",
     "import sys\nsys.setrecursionlimit(10**9)\nclass A:\n  def __repr__(s): return repr(s)\nrepr(A())", "RecursionError: "},
    {"__getattr__", "class A:\n  def __getattr__(s, n): return getattr(s, n)\nA().x", "RecursionError: "},
    {"__getattr__ without a limit",
     "import sys\nsys.setrecursionlimit(10**9)\nclass A:\n  def __getattr__(s, n): return getattr(s, n)\nA().x",
     "RecursionError: "},
    {"__getattribute__", "class A:\n  def __getattribute__(s, n): return s.x\nA().y", "RecursionError: "},
    {"a property", "class A:\n  x = property(lambda s: s.x)\nA().x", "RecursionError: "},
    {"a descriptor", "class D:\n  def __get__(s, o, t): return o.x\nclass A: x = D()\nA().x", "RecursionError: "},
    {"__eq__", "class A:\n  def __eq__(s, o): return [s] == [o]\nA() == A()", "RecursionError: "},
    {"__hash__", "class A:\n  def __hash__(s): return hash((s,))\nhash(A())", "RecursionError: "},
    {"__iter__", "class A:\n  def __iter__(s): return iter(list(s))\nlist(A())", "RecursionError: "},
    {"__len__", "class A:\n  def __len__(s): return len(s)\nlen(A())", "RecursionError: "},
    {"__bool__", "class A:\n  def __bool__(s): return bool(s)\nnot A()", "RecursionError: "},
    {"__contains__", "class A:\n  def __contains__(s, x): return x in s\n1 in A()", "RecursionError: "},
    {"__format__", "class A:\n  def __format__(s, f): return f'{s}'\nf'{A()}'", "RecursionError: "},
    {"__str__ of %", "class A:\n  def __str__(s): return '%s' % s\nstr(A())", "RecursionError: "},
    {"__call__", "class A: pass\nA.__call__ = A()\nA()()", "RecursionError: "},
    {"__subclasscheck__",
     "class M(type):\n  def __subclasscheck__(c, s): return issubclass(s, c)\nclass A(metaclass=M): pass\nissubclass(int, A)",
     "RecursionError: "},
    {"__del__", "class A:\n  def __del__(s): f()\ndef f(): A()\nf(); 1", "value 1|TimeoutError|TrapError"},
    {"sorted", "def k(x): return sorted([2, 1], key=k)\nk(1)", "RecursionError: "},
    {"max", "def k(x): return max([2, 1], key=k)\nk(1)", "RecursionError: "},
    {"map", "def k(x): return list(map(k, [1]))\nk(1)", "RecursionError: "},
    {"reduce", "import functools\ndef k(a, b): return functools.reduce(k, [1, 2])\nk(1, 2)", "RecursionError: "},
    {"re.sub", "import re\ndef k(m): return re.sub('a', k, 'a')\nk(1)", "RecursionError: "},
    {"exec", "exec('exec(s)', {'s': 'exec(s)'})", "RecursionError: "},
    {"eval", "s = 'eval(s)'\neval(s)", "RecursionError: "},
    {"coroutines", "async def f(): await f()\nawait f()", "RecursionError: "},
    {"print", "import sys\nclass W:\n  def write(s, t): print(t)\nsys.stdout = W()\nprint('x')", "RecursionError: "},
    {"repr of a deep list", "a = []\nfor i in range(100_000): a = [a]\nrepr(a)", "RecursionError: "},
    {"repr of a deep dict", "a = {}\nfor i in range(100_000): a = {1: a}\nrepr(a)", "RecursionError: "},
    {"comparing deep lists", "def d():\n  a = []\n  for i in range(100_000): a = [a]\n  return a\nd() == d()",
     "RecursionError: "},
    {"ordering deep tuples", "def d():\n  a = ()\n  for i in range(100_000): a = (a,)\n  return a\nd() < d()",
     "RecursionError: "},
    {"isinstance of a deep tuple", "a = (int,)\nfor i in range(100_000): a = (a,)\nisinstance('x', a)", "RecursionError: "},
    {"hash of a deep tuple", "a = ()\nfor i in range(100_000): a = (a,)\nhash(a)", "RecursionError: |TrapError"},
    {"hash of a deep alias", "a = int\nfor i in range(100_000): a = list[a]\nhash(a)", "RecursionError: |TrapError"},
    {"freeing a deep list", "a = []\nfor i in range(300_000): a = [a]\ndel a\n1", "value 1"},
    {"freeing deep objects", "class A: pass\na = None\nfor i in range(50_000):\n  n = A(); n.x = (a, {1: a}); a = n\ndel a, n\n1",
     "value 1"},
    {"freeing a chain of generators",
     "def g(x): yield x\na = None\nfor i in range(30_000):\n  n = g(a); next(n); a = n\ndel a, n\n1", "value 1|TrapError"},
    {"freeing a chain of exceptions",
     "e = None\nfor i in range(50_000):\n  n = ValueError(); n.__context__ = e; e = n\ndel e, n\n1", "value 1"},
    {"freeing a chain of properties", "a = None\nfor i in range(100_000): a = property(a)\ndel a\n1", "value 1|TrapError"},
    {"freeing a chain of methods", "import types\na = 1\nfor i in range(100_000): a = types.MethodType(len, a)\ndel a\n1",
     "value 1|TrapError"},
    {"freeing a deep deque", "import collections\na = None\nfor i in range(100_000): a = collections.deque([a])\ndel a\n1",
     "value 1|TrapError"},
    {"map of map", "a = iter([1])\nfor i in range(100_000): a = map(str, a)\nnext(a)", "RecursionError: |TrapError"},
    {"chain of chain", "import itertools\na = iter([1])\nfor i in range(100_000): a = itertools.chain(a)\nnext(a)",
     "RecursionError: |TrapError"},
    {"yield from", "def g(x): yield from x\na = iter([1])\nfor i in range(5_000): a = g(a)\nnext(a)",
     "RecursionError: |TrapError"},
    {"partial of partial",
     "import functools\nclass P(functools.partial): pass\na = print\nfor i in range(50_000): a = P(a); a.x = 1\na()",
     "RecursionError: |TrapError"},
    {"pickle", "import pickle\na = []\nfor i in range(100_000): a = [a]\npickle.dumps(a)", "RecursionError: "},
    {"pickle that is read", "import pickle\npickle.loads(b'(' * 100_000 + b'l' * 100_000 + b'.'); 1", "value 1"},
    {"copy.deepcopy", "import copy\na = []\nfor i in range(1000): a = [a]\ncopy.deepcopy(a)",
     "RecursionError: |Kobako::SandboxError"},
    {"json.dumps", "import json\na = []\nfor i in range(100_000): a = [a]\njson.dumps(a)", "RecursionError: "},
    {"json.loads", "import json\njson.loads('[' * 100_000)", "RecursionError: "},
    {"marshal.dumps", "import marshal\na = []\nfor i in range(100_000): a = [a]\nmarshal.dumps(a)", "ValueError: "},
    {"marshal.loads", "import marshal\nmarshal.loads(b'[' + b'\\x01\\0\\0\\0[' * 100_000)", "ValueError: "},
    {"a deep regular expression", "import re\nre.compile('(' * 3000 + ')' * 3000)", "RecursionError: "},
    {"a deep look-ahead", "import re\nre.match('(?=' * 1000 + 'a' + ')' * 1000, 'a')", "RecursionError: "},
    {"a long alternation", "import re\nre.match('(?:a|b)*c', 'ab' * 500_000) is None", "value true"},
    {"nested literals", "compile('(' * 100_000, 'x', 'exec')", "MemoryError: |SyntaxError: |RecursionError: "},
    {"nested minus", "compile('-' * 100_000 + '1', 'x', 'eval')", "MemoryError: |SyntaxError: |RecursionError: "},
    {"a long sum", "compile('1' + '+1' * 100_000, 'x', 'eval')", "MemoryError: |SyntaxError: |RecursionError: "},
    {"a long chain of attributes", "compile('a' + '.b' * 100_000, 'x', 'eval')", "MemoryError: |SyntaxError: |RecursionError: "},
    {"a deep tree",
     "import ast\np = dict(lineno=1, col_offset=0, end_lineno=1, end_col_offset=0)\na = ast.Constant(1, **p)\nfor i in "
     "range(30_000): a = ast.UnaryOp(ast.USub(), a, **p)\ncompile(ast.Expression(a), 'x', 'eval')",
     "RecursionError: "},
    {"a cyclic tree",
     "import ast\np = dict(lineno=1, col_offset=0, end_lineno=1, end_col_offset=0)\na = ast.UnaryOp(ast.USub(), None, **p); "
     "a.operand = a\ncompile(ast.Expression(a), 'x', 'eval')",
     "RecursionError: "},
    {"literal_eval", "import ast\nast.literal_eval('-' * 5000 + '1')", "MemoryError: |RecursionError: "},
    {"deep XML", "import xml.etree.ElementTree as E\nE.fromstring('<a>' * 50_000 + '</a>' * 50_000); 1", "value 1|TrapError"},
    {"copying deep XML",
     "import copy, xml.etree.ElementTree as E\na = E.Element('a')\nfor i in range(50_000):\n  b = E.Element('b'); b.append(a); a "
     "= b\ncopy.deepcopy(a)",
     "RecursionError: |TrapError"},
    {"an XML bomb",
     "import xml.etree.ElementTree as E\nE.fromstring('<!DOCTYPE a [<!ENTITY x0 \"x\">' + ''.join(f'<!ENTITY x{i} "
     "\"&x{i-1};&x{i-1};\">' for i in range(1, 40)) + ']><a>&x39;</a>')",
     "xml.etree.ElementTree.ParseError: "},
    {"a parser in a parser",
     "import pyexpat\ndef h(*a):\n  q = pyexpat.ParserCreate(); q.StartElementHandler = h; q.Parse('<a>')\nh()",
     "RecursionError: |TrapError"},
    {"a query in a query",
     "import sqlite3\nc = sqlite3.connect(':memory:')\ndef f(): return c.execute('select "
     "f()').fetchone()[0]\nc.create_function('f', 0, f)\nf()",
     "sqlite3.OperationalError: |RecursionError: |TrapError"},
    {"a deep SQL expression",
     "import sqlite3\nsqlite3.connect(':memory:').execute('select ' + '(' * 5000 + '1' + ')' * 5000).fetchall()",
     "value [[1]]|sqlite3.OperationalError: "},
    {"deep classes", "A = object\nfor i in range(300): A = type('A', (A,), {})\nisinstance(A(), A)", "value true"},
};

// --- the guest's memory ---

constexpr Attack python_corruptions[] = {
    {"unknown instructions", "def f(): return 1\nf.__code__ = f.__code__.replace(co_code=b'\\xff' * 100)\nf()",
     "SystemError: |TrapError"},
    {"a local beyond the frame",
     "import opcode as o\ndef f(): return 1\nfor i in range(0, 256, 5):\n  f.__code__ = "
     "f.__code__.replace(co_code=bytes([o.opmap['RESUME'], 0, o.opmap['LOAD_FAST'], i, o.opmap['RETURN_VALUE'], 0]))\n  "
     "repr(f())",
     ""},
    {"a constant beyond the table",
     "import opcode as o\ndef f(): return 1\nfor i in range(256):\n  f.__code__ = "
     "f.__code__.replace(co_code=bytes([o.opmap['RESUME'], 0, o.opmap['LOAD_CONST'], i, o.opmap['RETURN_VALUE'], 0]))\n  "
     "repr(f())",
     ""},
    {"a stack that is too small",
     "def f(*a): return [f, f, f, f, f, f, f, f, *a]\nf.__code__ = f.__code__.replace(co_stacksize=0)\nfor i in range(1000): "
     "f(*range(100))",
     ""},
    {"pops beyond the stack",
     "import opcode as o\ndef f(): return 1\nf.__code__ = f.__code__.replace(co_code=bytes([o.opmap['RESUME'], 0] + "
     "[o.opmap['POP_TOP'], 0] * 100 + [o.opmap['RETURN_VALUE'], 0]))\nf()",
     ""},
    {"a jump out of the code",
     "import opcode as o\ndef f(): return 1\nf.__code__ = f.__code__.replace(co_code=bytes([o.opmap['RESUME'], 0, "
     "o.opmap['JUMP_FORWARD'], 255]))\nf()",
     ""},
    {"an endless jump",
     "import opcode as o\ndef f(): return 1\nf.__code__ = f.__code__.replace(co_code=bytes([o.opmap['RESUME'], 0, "
     "o.opmap['JUMP_BACKWARD'], 2, 0, 0, 0, 0]))\nf()",
     ""},
    {"a store into nowhere",
     "import opcode as o\ndef f(): return 1\nfor i in range(256):\n  f.__code__ = "
     "f.__code__.replace(co_code=bytes([o.opmap['RESUME'], 0, o.opmap['LOAD_CONST'], 0, o.opmap['STORE_FAST'], i, "
     "o.opmap['RETURN_CONST'], 0]))\n  f()",
     ""},
    {"an exception table of noise",
     "def f():\n  try: 1 / 0\n  except ValueError: pass\nf.__code__ = f.__code__.replace(co_exceptiontable=b'\\xff\\x7f' * "
     "50)\nf()",
     ""},
    {"a line table of noise", "def f(): raise ValueError('x')\nf.__code__ = f.__code__.replace(co_linetable=b'\\xff' * 50)\nf()",
     ""},
    {"a jump to another line",
     "import sys\ndef t(f, e, a):\n  if e == 'line' and f.f_lineno > 8: f.f_lineno = 8\n  return t\nsys.settrace(t)\ndef f():\n  "
     "for i in range(3):\n    x = [i]\n  return x\nf()",
     ""},
    {"a garbled code object",
     "import marshal, random\nr = random.Random(1)\ndef f(a, b=1):\n  x = [i for i in range(a)]\n  return x, b\nm = "
     "marshal.dumps(f.__code__)\nfor i in range(300):\n  b = bytearray(m)\n  for k in range(4): b[r.randrange(len(b))] = "
     "r.randrange(256)\n  try: exec(marshal.loads(bytes(b)))\n  except Exception: pass",
     ""},
    {"a pickle of noise",
     "import pickle, random\nr = random.Random(2)\nm = pickle.dumps([1, {'a': (2, 3.5)}, 'x' * 50, len])\nfor i in range(300):\n "
     " b = bytearray(m)\n  for k in range(3): b[r.randrange(len(b))] = r.randrange(256)\n  try: pickle.loads(bytes(b))\n  except "
     "Exception: pass",
     ""},
    {"a type without slots",
     "import gc\ngc.get_referents(dict.__dict__)[0].clear()\nclass D(dict): pass\nd = D(); d[1] = 2\nd == d, len(d)", ""},
    {"a list that shrinks under a sort", "a = [3, 2, 1]\na.sort(key=lambda x: a.clear())", ""},
    {"an array that shrinks",
     "import array\na = array.array('b', range(100))\nclass I:\n  def __index__(s): del a[:]; return 1\na[I()] = 5",
     "IndexError: "},
    {"a bytearray that shrinks", "b = bytearray(100)\nclass I:\n  def __index__(s): b.clear(); return 5\nb[I()] = 5",
     "IndexError: "},
    {"a dict that changes under a look-up",
     "d = {}\nclass K:\n  def __hash__(s): return 1\n  def __eq__(s, o): d.clear(); return False\nd[K()] = 1; d[K()] = 2; d[K()] "
     "= 3\n1",
     "value 1"},
    {"a frame that is cleared",
     "import sys\ndef g(): yield sys._getframe()\nf = next(g()); f.clear(); f.f_locals['x'] = 1; f.f_builtins.clear()\n1", ""},
    {"os.abort", "import os\nos.abort()", "TrapError"},
    {"os._exit", "import os\nos._exit(0)", "TrapError"},
    {"a segmentation fault", "import faulthandler\nfaulthandler._sigsegv()", "TrapError"},
    {"a fatal error", "import faulthandler\nfaulthandler._fatal_error_c_thread()", "TrapError|RuntimeError: "},
    {"a stack overflow", "import faulthandler\nfaulthandler._stack_overflow()", "TrapError|AttributeError"},
    {"raise_signal", "import signal\nsignal.raise_signal(signal.SIGABRT)", "TrapError"},
    {"a thread", "import threading\nthreading.Thread(target=print).start()", "RuntimeError: "},
    {"ctypes", "import ctypes; ctypes.string_at(0)", "AttributeError: "},
    {"the interpreter's own tests", "import _testcapi", "ModuleNotFoundError: "},
};

constexpr Attack ruby_values[] = {
    {"an object that converts itself",
     "o = Object.new; def o.to_a = [1]\ndef o.to_ary = [1]\ndef o.to_str = 'x'\ndef o.to_hash = {}\no",
     "Kobako::SandboxError: return value of type Object "},
    {"an object with another class", "o = Object.new; def o.class = String\ndef o.is_a?(x) = true\no",
     "Kobako::SandboxError: return value of type Object "},
    {"a subclass of String", "class S < String; end; S.new('x')", "Kobako::SandboxError: return value of type S "},
    {"a subclass of Array", "class A < Array; end; [A.new]", "Kobako::SandboxError: return value of type Array "},
    {"a Hash with a default", "Hash.new { |h, k| h[k] = 1 }", "value {}"},
    {"a Hash with hostile keys", "class K; def hash = raise('x')\ndef eql?(o) = raise('y')\nend\nh = {1 => 2}; h",
     "value {1 => 2}"},
    {"a cyclic Hash", "h = {}; h[:x] = [h]; h", "Kobako::SandboxError: return value of type Hash "},
    {"an Array 100,000 deep", "a = []; 100_000.times { a = [a] }; a", "Kobako::SandboxError: return value of type Array "},
    {"a huge Integer", "10 ** 100", "Kobako::SandboxError: |RangeError|value "},
    {"a frozen cycle", "a = []; a << a.freeze rescue nil; a", "value []"},
};
constexpr Attack ruby_arguments[] = {
    {"a text that raises", "o = Object.new; def o.to_s = raise('no')\nN::Take.(o)", "RuntimeError: no"},
    {"a text that is none", "o = Object.new; def o.to_s = 5\nN::Take.(o)", "value \"\""},
    {"a cyclic Array", "a = []; a << a; N::Take.(a)", "ServiceError: "},
    {"a path as a method", "N::Take.send(:'N::Take')", "ServiceError: no public method"},
    {"very many arguments", "N::Take.(*(1..10_000).to_a)", "ServiceError: wrong number of arguments"},
    {"a block that raises oddly", "class E < StandardError; def message = raise('again')\nend\nN::Call.call { raise E }",
     "ServiceError: RuntimeError: E: "},
    {"a block that breaks with itself", "b = proc { 1 }; N::Call.call { break b }",
     "ServiceError: RuntimeError: TypeError: break value of type Proc"},
    {"an endless recursion through a service", "def f = N::Call.call { f }\nf", "ServiceError: |SystemStackError: |TrapError"},
    {"a fault whose class was replaced", "Kobako.send(:remove_const, :ServiceError); N::Fail.()",
     "ServiceError|NameError|RuntimeError|StandardError|TrapError|Kobako"},
    {"a member that was reopened", "class N::Take; def self.call(*) = 'mine'\nend; N::Take.(1)", "value \"mine\""},
};
constexpr Attack ruby_failures[] = {
    {"a message that raises", "class E < StandardError; def message = raise('x')\nend; raise E", "E: E"},
    {"a message that is none", "class E < StandardError; def message = 5\nend; raise E", "E: E"},
    {"a message that takes for ever", "class E < StandardError; def message = (loop { })\nend; raise E", "TimeoutError"},
    {"a message that grows", "class E < StandardError; def message = 'x' * 500_000_000\nend; raise E", "MemoryLimitError"},
    {"a message without an end", "class E < StandardError; def message = message()\nend; raise E", "E: E"},
    {"a backtrace that raises", "class E < StandardError; def backtrace = raise('x')\nend; raise E, 'x'", "E: x"},
    {"a backtrace of odd things", "class E < StandardError; def backtrace = [1, nil, Object.new, \"\\xff\"]\nend; raise E, 'x'",
     "E: x"},
    {"a class with another name", "class E < StandardError; def self.name = 5\ndef self.to_s = raise('x')\nend; raise E, 'x'",
     "E: x|StandardError|#<Class"},
    {"a class that lies", "class E < StandardError; def class = Integer\nend; raise E, 'x'", "E: x"},
    {"no class Exception", "Object.send(:remove_const, :StandardError); Object.send(:remove_const, :Exception); raise 'x'",
     "RuntimeError: x"},
    {"no Kernel", "Object.send(:remove_const, :Kernel); raise 'x'", "RuntimeError: x"},
    {"an exception that is a cycle", "e = RuntimeError.new('x'); e.instance_variable_set(:@e, e); raise e", "RuntimeError: x"},
    {"a frozen exception", "e = RuntimeError.new('x').freeze; raise e", "RuntimeError: x|FrozenError: "},
};
constexpr Attack ruby_recursions[] = {
    {"calls", "def f = f()\nf", "SystemStackError: "},
    {"inspect", "o = Object.new; def o.inspect = [self].inspect\no.inspect", "SystemStackError: |TrapError|value"},
    {"method_missing", "o = Object.new; def o.method_missing(*a) = zork\no.zork", "SystemStackError: |TrapError"},
    {"==", "class A; def ==(x) = [self] == [x]\nend; A.new == A.new", "SystemStackError: |TrapError"},
    {"hash", "o = Object.new; def o.hash = {self => 1}.hash\n{o => 1}",
     "SystemStackError: |TrapError|Kobako::SandboxError|value"},
    {"sort", "def f = [2, 1].sort { |a, b| f; 0 }\nf", "SystemStackError: |TrapError"},
    {"to_s", "o = Object.new; def o.to_s = \"#{self}\"\no.to_s", "SystemStackError: |TrapError"},
    {"flatten of a cycle", "a = []; a << a; a.flatten", "ArgumentError: |SystemStackError: |TrapError"},
    {"inspect of a deep Array", "a = []; 50_000.times { a = [a] }; a.inspect", "SystemStackError: |TrapError|value"},
    {"comparing deep Arrays", "mk = -> { a = []; 50_000.times { a = [a] }; a }; mk.call == mk.call",
     "SystemStackError: |TrapError|value"},
};
constexpr Attack ruby_corruptions[] = {
    {"undefined initialisers", "class String; undef_method :initialize; end; String.new('x')", ""},
    {"removed core constants", "Object.constants.each { |c| Object.send(:remove_const, c) rescue nil }; 1", ""},
    {"allocation of core classes",
     "[Integer, Symbol, Proc, Range, Class, Exception].each { |c| c.allocate.inspect rescue nil }; 1", ""},
    {"an Array that shrinks under a sort", "a = (1..1000).to_a; a.sort! { |x, y| a.clear; y <=> x }; a.size", ""},
    {"an Array that shrinks under each", "a = (1..1000).to_a; a.each { |x| a.clear }; a.map! { |x| a.clear; x }; a.size", ""},
    {"a Hash that changes under each", "h = {1 => 2, 3 => 4}; h.each { |k, v| h.clear; 100.times { |i| h[i] = i } }; h.size", ""},
    {"a Hash whose keys change", "a = [1]; h = {a => 1}; a << 2; h.rehash; h[a]", ""},
    {"a String that changes under gsub", "s = 'a' * 100; s.gsub('a') { s.replace(''); 'b' }", ""},
    {"a frozen everything",
     "ObjectSpace rescue nil; [Object, Class, Module, Kernel, String, Array, Hash].each(&:freeze); class X; end", ""},
    {"initialize twice", "r = (1..2); r.send(:initialize, 3, 4) rescue 5; a = [1]; a.send(:initialize, 10**6); a.size", ""},
    {"initialize_copy of something else",
     "'x'.send(:initialize_copy, 5) rescue 1; [].send(:initialize_copy, {}) rescue 2; {}.send(:initialize_copy, []) rescue 3; 1",
     ""},
};

constexpr Attack javascript_values[] = {
    {"an object that converts itself",
     "new class O { toString() { console.log('ran') } valueOf() { console.log('ran') } toJSON() { console.log('ran') } }",
     "Kobako::SandboxError: return value of type O "},
    {"an iterable", "new class O { *[Symbol.iterator]() { console.log('ran') } get length() { console.log('ran') } }",
     "Kobako::SandboxError: return value of type O "},
    {"a tag that lies", "({get [Symbol.toStringTag]() { console.log('ran') }})", "value {}"},
    {"a constructor that lies",
     "const o = new class O {}; Object.defineProperty(o, 'constructor', {get() { console.log('ran') }}); o",
     "Kobako::SandboxError: return value of type Object "},
    {"a subclass of Array", "class A extends Array { get length() { console.log('ran') } }\nconst a = new A(); a.push(1); a",
     "value [1]"},
    {"a prototype that was polluted", "Object.prototype.toJSON = Object.prototype.length = Object.prototype.get = 1; ({a: 1})",
     "value {\"a\" => 1}"},
    {"a key named __proto__", "JSON.parse('{\"__proto__\": {\"a\": 1}}')", "value {\"__proto__\" => {\"a\" => 1}}"},
    {"an object without a prototype", "Object.assign(Object.create(null), {a: 1})", "value {\"a\" => 1}"},
    {"an object with another prototype", "Object.create({a: 1})", "Kobako::SandboxError: return value of type Object "},
    {"a sparse array", "const a = []; a[4000000000] = 1; a", "Kobako::SandboxError: return value of type Array "},
    {"an array with a hole", "[1, , 2]", "Kobako::SandboxError: return value of type Array "},
    {"a detached buffer", "const u = new Uint8Array(8); u.buffer.transfer(); u",
     "Kobako::SandboxError: return value of type Uint8Array "},
    {"a buffer that shrank", "const b = new ArrayBuffer(8, {maxByteLength: 16}), u = new Uint8Array(b, 4, 4); b.resize(2); u",
     "Kobako::SandboxError: return value of type Uint8Array "},
    {"a buffer that follows", "const b = new ArrayBuffer(8, {maxByteLength: 16}), u = new Uint8Array(b); b.resize(2); u",
     "value "},
    {"a lone surrogate", "'\\ud800'", "Kobako::SandboxError: return value of type string "},
    {"a lone surrogate as a key", "({'\\ud800': 1})", "Kobako::SandboxError: return value of type Object "},
    {"a huge integer", "10n ** 1000n", "Kobako::SandboxError: return value of type bigint "},
    {"the first integer too large", "2n ** 64n", "Kobako::SandboxError: return value of type bigint "},
    {"the first integer too small", "-(2n ** 63n) - 1n", "Kobako::SandboxError: return value of type bigint "},
    {"a symbol of one's own", "Symbol('x')", "Kobako::SandboxError: return value of type symbol "},
    {"a cyclic object", "const o = {}; o.x = [o]; o", "Kobako::SandboxError: return value of type Object "},
    {"a cyclic map", "const m = new Map(); m.set(1, m); m", "Kobako::SandboxError: return value of type Map "},
    {"an array 50,000 deep", "let a = []; for (let i = 0; i < 50000; i++) a = [a]; a",
     "Kobako::SandboxError: return value of type Array "},
    {"an object 50,000 deep", "let a = {}; for (let i = 0; i < 50000; i++) a = {a}; a",
     "Kobako::SandboxError: return value of type Object "},
    {"an array that holds one array often",
     "let a = new Array(1000).fill(1); for (let i = 0; i < 5; i++) a = new Array(100).fill(a); a",
     "TrapError|MemoryLimitError|TimeoutError|Kobako::SandboxError|InternalError"},
    {"a proxy of a function", "new Proxy(() => 1, {apply() { console.log('ran') }})",
     "Kobako::SandboxError: return value of type function "},
    {"a revoked proxy", "const {proxy, revoke} = Proxy.revocable({}, {}); revoke(); proxy", "TypeError: |Kobako::SandboxError"},
    {"a promise that is never settled", "new Promise(() => {})", "TypeError: the promise is never settled"},
    {"a promise of a promise", "Promise.resolve(Promise.resolve([1]))", "value [1]"},
    {"an object that is thenable", "({then: 5})", "value {\"then\" => 5}"},
};
constexpr Attack javascript_accessors[] = {
    {"a getter that throws", "({get a() { throw new RangeError('x') }})", "RangeError: x"},
    {"a getter in an array", "Object.defineProperty([1, 2], 0, {get() { return 7 }})", "value [7, 2]"},
    {"a getter that shortens its array",
     "const a = [1, 2, 3, 4]; Object.defineProperty(a, 0, {get() { a.length = 1; return 0 }}); a",
     "Kobako::SandboxError: return value of type Array "},
    {"a getter that lengthens its array", "const a = [1, 2]; Object.defineProperty(a, 0, {get() { a.push(9); return 0 }}); a",
     "value [0, 2]"},
    {"a getter that empties its object", "const o = {get a() { delete o.b; return 1 }, b: 2}; o",
     "Kobako::SandboxError: return value of type Object "},
    {"a getter that changes a sibling", "const o = {a: {get x() { o.b = [5]; o.c = 1; return 1 }}, b: [2]}; o",
     "value {\"a\" => {\"x\" => 1}, \"b\" => [5]}"},
    {"a getter that replaces what encloses it",
     "const o = {list: [{get x() { o.list.length = 0; o.list = null; return 'x'.repeat(10) }}, {y: 1}]}; o",
     "Kobako::SandboxError: return value of type Object |value"},
    {"a getter that clears its map", "const m = new Map([[1, {get x() { m.clear(); return 1 }}], [2, [3]]]); m",
     "value {1 => {\"x\" => 1}, 2 => [3]}"},
    {"a getter that detaches a buffer", "const u = new Uint8Array(100); [{get x() { u.buffer.transfer(); return 1 }}, u]",
     "Kobako::SandboxError: return value of type Array "},
    {"a getter that calls a service", "({get a() { return N.Take('inner') }, b: 1})", "value {\"a\" => \"inner\", \"b\" => 1}"},
    {"a getter without an end", "({get a() { for (;;); }})", "TimeoutError"},
    {"a getter that gives itself", "const o = {get a() { return o }}; o",
     "Kobako::SandboxError: return value of type Object |RangeError"},
    {"a getter among a service's arguments", "N.Take({get k() { return N.Take([N.Take('in')], 1) ?? 1 }})",
     "value |ServiceError"},
    {"a getter that throws among the arguments", "N.Take([{get k() { throw new RangeError('x') }}])", "RangeError: x"},
    {"a proxy of an object", "new Proxy({a: 1}, {get: (t, k) => k === 'a' ? 2 : t[k]})", "value {\"a\" => 2}"},
    {"a proxy of an array", "new Proxy([1, 2], {})", "value [1, 2]"},
    {"a proxy whose keys are endless", "new Proxy({}, {ownKeys: () => { for (;;); }})", "TimeoutError"},
    {"a proxy that lies about its length", "new Proxy([], {get: (t, k) => k === 'length' ? 4000000000 : 0})",
     "TimeoutError|MemoryLimitError|Kobako::SandboxError|TrapError|InternalError"},
    {"a proxy whose keys come twice", "new Proxy({}, {ownKeys: () => ['a', 'a']})", "TypeError: |Kobako::SandboxError"},
};
constexpr Attack javascript_arguments[] = {
    {"a cyclic array", "const a = []; a.push(a); N.Take(a)", "TypeError: "},
    {"undefined", "N.Take(undefined)", "TypeError: "},
    {"a lone surrogate", "N.Take('\\ud800')", "TypeError: "},
    {"a lone surrogate as a method", "N.Take['\\ud800']()", "ServiceError: "},
    {"a lone surrogate as a keyword", "N.Take({'\\ud800': 1})", "TypeError: "},
    {"a huge integer", "N.Take(10n ** 1000n)", "TypeError: "},
    {"a path as a method", "N.Take['N::Take']()", "ServiceError: no public method"},
    {"a symbol as a method", "N.Take[Symbol('x')]?.() ?? 1", "value 1"},
    {"a key named __proto__", "N.Take(JSON.parse('{\"__proto__\": 1}'))", "value {:__proto__ => 1}"},
    {"very many arguments", "N.Take(...new Array(10000).fill(0))", "ServiceError: wrong number of arguments"},
    {"very many keywords", "N.Take(Object.fromEntries(Array.from({length: 20000}, (_, i) => ['k' + i, i])))", "value {"},
    {"a namespace", "N.Take(N, 1)", "TypeError: |ServiceError: "},
    {"a service", "N.Take(N.Take)", "value nil"},
    {"two functions", "N.Take(() => 1, () => 2)", "TypeError: a service takes one function"},
    {"a block that is a class", "N.Call(class {})", "ServiceError: RuntimeError: TypeError"},
    {"a block that throws a text", "N.Call(() => { throw 'text' })", "ServiceError: RuntimeError: string: "},
    {"a block that throws nothing", "N.Call(() => { throw undefined })", "ServiceError: RuntimeError: undefined: "},
    {"a block that breaks with itself", "const f = () => { throw new hako.Break(f) }; N.Call(f)",
     "ServiceError: RuntimeError: TypeError: break value of type function"},
    {"a break whose value was taken away", "N.Call(() => { const b = new hako.Break(1); delete b.value; throw b })", "value nil"},
    {"a break of its own", "N.Call(() => { throw Object.create(hako.Break.prototype, {value: {get() { throw 1 }}}) })",
     "value nil"},
    {"a break that nobody waits for", "throw new hako.Break(5)", "Break: "},
    {"an endless recursion through a service", "function f() { return N.Call(f) }\nf()", "ServiceError: |RangeError: |TrapError"},
    {"an async block", "N.Call(async () => { await null; return 7 })", "value 7"},
    {"an async block that is never done", "N.Call(() => new Promise(() => {}))",
     "ServiceError: RuntimeError: TypeError: the promise is never settled"},
    {"a fault whose class was replaced", "ServiceError = hako.ServiceError = null; N.Fail()", "ServiceError: RuntimeError: no"},
    {"a fault whose class was changed",
     "Object.defineProperty(ServiceError.prototype, 'message', {set() { console.log('ran') }}); N.Fail()",
     "ServiceError: RuntimeError: no"},
    {"a method that is called on something else", "N.Take.call.call(5)", "ServiceError: |value"},
};
constexpr Attack javascript_failures[] = {
    {"a message that throws", "class E extends Error { get message() { throw 1 } }\nthrow new E", "E: E"},
    {"a message that is none", "const e = new Error('x'); e.message = {}; throw e", "Error: Error"},
    {"a message of its own", "class E extends Error { toString() { for (;;); } }\nthrow new E('x')", "E: x"},
    {"a name that lies", "const e = new RangeError('x'); Object.defineProperty(e, 'name', {get() { for (;;); }}); throw e",
     "RangeError: x"},
    {"a class without a name", "throw new (class extends Error {})('x')", "Error: x"},
    {"a class whose name was changed", "class E extends Error { static name = 5 }\nthrow new E('x')", "E: x|Error: x"},
    {"a stack of odd things", "const e = new Error('x'); Object.defineProperty(e, 'stack', {value: {}}); throw e", "Error: x"},
    {"a stack that was made up",
     "const e = new Error('x'); e.stack = '    at ' + '('.repeat(10000) + ':99999999999999999999:1)'; throw e", "Error: x"},
    {"a stack that is prepared", "Error.prepareStackTrace = () => { throw 1 }; throw new Error('x')", "Error: x"},
    {"a cause that is a ring", "const e = new Error('x'); e.cause = e; throw e", "Error: x"},
    {"a proxy", "throw new Proxy({}, {get() { for (;;); }, getPrototypeOf() { for (;;); }})", "Object: |Proxy: "},
    {"a function's name", "const f = {['\\n    at (x:1:1)\\ud800']() { throw new Error('x') }}; f[Object.keys(f)[0]]()",
     "Error: x"},
    {"undefined", "throw undefined", "undefined: "},
    {"null", "throw null", "null: "},
    {"a symbol", "throw Symbol('x')", "symbol: "},
    {"a huge text", "throw 'x'.repeat(1000000)", "string: "},
    {"an object with a getter", "throw {get a() { throw 1 }}", "Object: "},
    {"a frozen error", "throw Object.freeze(new Error('x'))", "Error: x"},
    {"no Error", "delete globalThis.Error; Error.prototype", "ReferenceError: "},
    {"a rejection", "Promise.reject(new RangeError('x')); 1", "RangeError: x"},
    {"a rejection in a timer", "setTimeout(async () => { throw new RangeError('x') }); 1", "RangeError: x"},
};
constexpr Attack javascript_recursions[] = {
    {"calls", "function f() { f() }\nf()", "RangeError: "},
    {"calls with arguments", "function f(...a) { f(...a, 1) }\nf()", "RangeError: "},
    {"map", "function f() { [1].map(f) }\nf()", "RangeError: "},
    {"sort", "function f() { [2, 1].sort(f) }\nf()", "RangeError: "},
    {"replace", "function f() { 'a'.replace(/a/, f) }\nf()", "RangeError: "},
    {"apply", "function f() { f.apply(null, []) }\nf()", "RangeError: "},
    {"bind", "let f = () => g(); let g = f.bind().bind().bind(); g()", "RangeError: "},
    {"construct", "class A { constructor() { new A } }\nnew A", "RangeError: "},
    {"derived", "class B { constructor() { new A } }\nclass A extends B {}\nnew A", "RangeError: "},
    {"a getter", "const o = {get x() { return o.x }}; o.x", "RangeError: "},
    {"a setter", "const o = {set x(v) { o.x = v }}; o.x = 1", "RangeError: "},
    {"toString", "const o = {toString() { return '' + o }}; '' + o", "RangeError: "},
    {"toJSON", "const o = {toJSON() { return JSON.stringify(o) }}; JSON.stringify(o)", "RangeError: "},
    {"a reviver", "function f() { JSON.parse('[1]', f) }\nf()", "RangeError: "},
    {"a proxy", "const p = new Proxy({}, {get() { return p.x }}); p.x", "RangeError: "},
    {"a chain of proxies", "let p = {}; for (let i = 0; i < 100000; i++) p = new Proxy(p, {}); p.x", "RangeError: "},
    {"proxies' traps", "const p = new Proxy({}, {defineProperty() { return Reflect.defineProperty(p, 'a', {}) }}); p.a = 1",
     "RangeError: "},
    {"a generator", "function* g() { yield* g() }\n[...g()]", "RangeError: "},
    {"an async function", "async function f() { await f() }\nawait f()", "RangeError: "},
    {"an iterator", "const o = {[Symbol.iterator]() { return [...o] }}; [...o]", "RangeError: "},
    {"eval", "function f() { eval('f()') }\nf()", "RangeError: "},
    {"Function", "globalThis.f = () => new Function('f()')(); f()", "RangeError: "},
    {"a tagged template", "function f() { f`` }\nf()", "RangeError: "},
    {"hasInstance", "class C { static [Symbol.hasInstance]() { return 1 instanceof C } }\n1 instanceof C", "RangeError: "},
    {"a deep array as text", "let a = []; for (let i = 0; i < 50000; i++) a = [a]; String(a)", "RangeError: "},
    {"a deep array as JSON", "let a = []; for (let i = 0; i < 50000; i++) a = [a]; JSON.stringify(a)", "RangeError: "},
    {"a deep array flattened", "let a = []; for (let i = 0; i < 50000; i++) a = [a]; a.flat(Infinity)", "RangeError: "},
    {"a deep array cloned", "let a = []; for (let i = 0; i < 50000; i++) a = [a]; structuredClone(a)", "RangeError: "},
    {"a deep array shown", "let a = []; for (let i = 0; i < 50000; i++) a = [a]; hako.inspect(a, Infinity).length > 10",
     "value true"},
    {"deep JSON", "JSON.parse('['.repeat(100000))", "RangeError: |SyntaxError: "},
    {"deep JSON of objects", "JSON.parse('{\"a\":'.repeat(100000))", "RangeError: |SyntaxError: "},
    {"a deep expression", "eval('('.repeat(100000))", "RangeError: |SyntaxError: "},
    {"a deep array literal", "eval('['.repeat(100000))", "RangeError: |SyntaxError: "},
    {"deep blocks", "eval('{'.repeat(100000))", "RangeError: |SyntaxError: "},
    {"deep functions", "eval('function f(){'.repeat(100000))", "RangeError: |SyntaxError: "},
    {"deep closures", "eval('(function(){'.repeat(100000))", "RangeError: |SyntaxError: "},
    {"deep templates", "eval('`${'.repeat(100000))", "RangeError: |SyntaxError: "},
    {"deep classes", "eval('class A{a='.repeat(100000))", "RangeError: |SyntaxError: "},
    {"deep operators", "eval('-'.repeat(100000) + 1)", "RangeError: |SyntaxError: "},
    {"a deep regular expression", "new RegExp('(?:'.repeat(100000))", "RangeError: |SyntaxError: "},
    {"deep classes of a regular expression", "new RegExp('['.repeat(100000), 'v')", "RangeError: |SyntaxError: "},
    {"deep recursion, then deep JSON",
     "function f(n) { try { return f(n + 1) } catch { return JSON.parse('['.repeat(5000)) } }\nf(0)",
     "RangeError: |SyntaxError: "},
    {"deep recursion, then a regular expression",
     "function f(n) { try { return f(n + 1) } catch { return new RegExp('(?:'.repeat(5000)) } }\nf(0)",
     "RangeError: |SyntaxError: "},
};
constexpr Attack javascript_corruptions[] = {
    {"an array that shrinks under a sort",
     "const a = Array.from({length: 1000}, (_, i) => i); a.sort((x, y) => { a.length = 0; return y - x }); a.length", ""},
    {"an array that shrinks under map",
     "const a = [1, 2, 3]; a.map(() => { a.length = 0 }); a.forEach(() => a.push(1)); a.length", ""},
    {"a species that lies",
     "const a = [1, 2, 3]; a.constructor = {[Symbol.species]: function () { return new Proxy([], {}) }}; a.map((x) => x).length",
     ""},
    {"a map that changes under its iteration",
     "const m = new Map([[1, 1], [2, 2]]); for (const [k] of m) { m.delete(k); if (m.size < 5) m.set(k + 1, 1); if (k > 500) "
     "break } m.size",
     ""},
    {"a buffer that is detached while it is filled",
     "const u = new Uint8Array(16); u.fill({valueOf() { u.buffer.transfer(); return 1 }}); u.length", ""},
    {"a buffer that shrinks while it is sorted",
     "const b = new ArrayBuffer(64, {maxByteLength: 64}), u = new Uint8Array(b); u.sort(() => { b.resize(1); return 1 }); "
     "u.length",
     ""},
    {"a replaced everything",
     "for (const k of Object.getOwnPropertyNames(globalThis)) { try { globalThis[k] = null } catch {} } 1", ""},
    {"a removed everything",
     "for (const k of Object.getOwnPropertyNames(globalThis)) { try { delete globalThis[k] } catch {} } 1", ""},
    {"getters on Object.prototype",
     "for (const k of ['then', 'value', 'get', 'type', 'constructor', 'toString']) Object.defineProperty(Object.prototype, k, "
     "{get() { return 1 }}); [{}]",
     ""},
    {"setters on Array.prototype", "Object.defineProperty(Array.prototype, 0, {set() {}}); [N.Take([1])]", ""},
    {"then on Object.prototype", "Object.prototype.then = function (f) { f(1) }; await {}", ""},
    {"a regular expression without an end", "/(a+)+$/.test('a'.repeat(40) + 'b')", ""},
    {"a weak map's key that dies", "const w = new WeakMap(); for (let i = 0; i < 10000; i++) w.set({}, {w}); 1", ""},
    {"finalizers that revive",
     "const kept = []; const r = new FinalizationRegistry((x) => kept.push(x)); for (let i = 0; i < 10000; i++) r.register({}, "
     "i); 1",
     ""},
};

class Hostility : public InEveryLanguage {
   protected:
    static std::string ended(const Result& result) {
        if (result) return "value " + result.value().inspect();
        const auto& failure = result.failure();
        if (failure.kind == ErrorKind::sandbox) return failure.klass.value_or("") + ": " + failure.message;
        return std::string(class_name(failure.kind)) + ": " + failure.message;
    }
    static bool is_one_of(std::string_view end, std::string_view all) {
        for (;;) {
            const auto bar = all.find('|');
            if (end.starts_with(all.substr(0, bar))) return true;
            if (bar == std::string_view::npos) return false;
            all.remove_prefix(bar + 1);
        }
    }
    static Sandbox make_box() {
        auto box = sandbox({.timeout = 30s, .memory_limit = 96_MiB});
        box.define("N")
            .bind("Take",
                  [](std::optional<Value> value, Keywords keywords, Block*) {
                      Map map;
                      for (const auto& [name, each] : keywords) map.set(Symbol(name), each);
                      return map.empty() ? value.value_or(Value()) : Value(map);
                  })
            .bind("Call", [](Block& block) { return block(); })
            .bind("Fail", [] { throw std::runtime_error("no"); });
        box.preload("Base", in({.ruby = "BASE = [1, {2 => 'x'}]",
                                .python = "BASE = [1, {2: 'x'}]",
                                .javascript = "const BASE = [1, new Map([[2, 'x']])]"}));
        return box;
    }
    /// What a script sees of its world.
    static std::string world(const Sandbox& box) {
        const auto result = box.try_eval(in({
            .ruby =
                "print 'out'; h = {}; Object.constants.each { |c| h[c] = Object.const_get(c).class.to_s }\n"
                "[Object.new.object_id, h.size, h.values.join.hash, BASE, N::Take.(1), 'aé'.upcase, [3, 1, 2].sort, 1.5.to_s,\n"
                " (begin; N::Fail.(); rescue => e; [e.class.to_s, e.message]; end), N::Call.call { 7 }]",
            .python = "print('out', end='')\n"
                      "import sys, builtins, json, random, traceback, _hako_support, hako, Base, re, decimal, gc, time\n"
                      "try: N.Fail()\n"
                      "except hako.ServiceError as e: caught = [type(e).__name__, str(e), e.type]\n"
                      "try: 1 / 0\n"
                      "except Exception as e: told = ''.join(traceback.format_exception(e))\n"
                      "[id(object()), sorted(sys.modules), sorted(vars(builtins)), [len(vars(m)) for n, m in "
                      "sorted(sys.modules.items())], Base.BASE,\n"
                      " N.Take(1), caught, told, N.Call(lambda: 7), json.dumps({'a': [1, None]}), random.random(), time.time(), "
                      "str(decimal.Decimal(1) / 3),\n"
                      " re.sub('(a+)', r'<\\1>', 'baab'), sys.getrecursionlimit(), gc.get_threshold(), gc.isenabled(), "
                      "len('x'.upper()), sorted(globals())]",
            .javascript =
                "hako.write('out'); let caught, told\n"
                "try { N.Fail() } catch (e) { caught = [e.constructor.name, e.message, e.type] }\n"
                "try { null.x } catch (e) { told = e.stack }\n"
                "[Object.getOwnPropertyNames(globalThis).map((n) => n + typeof globalThis[n]), "
                "Object.getOwnPropertyNames(Object.prototype),\n"
                " BASE, N.Take(1), caught, told, N.Call(() => 7), JSON.stringify({a: [1, null]}), Math.random(), Date.now(),\n"
                " 'baab'.replace(/(a+)/, '<$1>'), [3, 1, 2].sort(), hako.inspect({a: [new Map()]}), Symbol.for('x'), typeof "
                "left]",
        }));
        const auto& execution = result.execution();
        return execution.stdout_text() + "|" + execution.stderr_text() + "|" +
               std::to_string(execution.usage.memory_peak.count()) + "|" + ended(result);
    }

    static void attack(std::span<const Attack> ruby, std::span<const Attack> python, std::span<const Attack> javascript,
                       bool silent) {
        const auto fresh = world(make_box());
        ASSERT_TRUE(fresh.starts_with("out||")) << fresh;
        ASSERT_NE(fresh.find("|value ["), std::string::npos) << fresh;
        const auto box = make_box();
        for (const auto& [what, code, ends] : is("ruby") ? ruby : is("python") ? python : javascript) {
            const bool endless = ends.empty() || ends.find("TimeoutError") != std::string_view::npos;
            const auto result = box.try_eval(code, With().timeout(endless ? 500ms : 30s));
            EXPECT_TRUE(is_one_of(ended(result), ends)) << what << " ended with " << ended(result).substr(0, 300);
            if (silent) {
                EXPECT_EQ(result.execution().stdout_text(), "") << what;
            }
            ASSERT_EQ(world(box), fresh) << "after " << what;
        }
    }
};
HAKO_IN_EVERY_LANGUAGE(Hostility);

TEST_P(Hostility, E06_EncodingRunsNoCodeOfTheScripts) { attack(ruby_values, python_values, javascript_values, true); }

TEST_P(Hostility, E06_AccessorsAndProxiesRunAndChangeWhatTheyLike) { attack({}, {}, javascript_accessors, false); }

TEST_P(Hostility, B13_E22_WhatIsGivenToServicesIsTheirsOrRefused) {
    attack(ruby_arguments, python_arguments, javascript_arguments, true);
}

TEST_P(Hostility, E04_FailuresAreToldHoweverTheScriptDisturbsIt) {
    attack(ruby_failures, python_failures, javascript_failures, true);
}

TEST_P(Hostility, E01_E04_EveryRecursionHasAnEnd) { attack(ruby_recursions, python_recursions, javascript_recursions, false); }

TEST_P(Hostility, E01_B03_ADamagedGuestEndsAndIsForgotten) {
    attack(ruby_corruptions, python_corruptions, javascript_corruptions, false);
}

TEST_P(Hostility, E01_RandomBytecodeEndsAndIsForgotten) {
    if (is("ruby")) {
        // Its compiler's output can't be had in a script; what a host preloads is checked as tests of bytecode tell.
        auto box = sandbox({.timeout = 200ms});
        box.preload_bytecode("RITE0300 and not much else");
        EXPECT_EQ(box.try_eval("1").failure().kind, ErrorKind::bytecode);
        return;
    }
    if (is("javascript")) GTEST_SKIP() << "no bytecode is within a script's reach";
    const auto fresh = world(make_box());
    const auto box = make_box();
    std::mt19937 random(11);
    for (int i = 0; i < 40; ++i) {
        // A valid function with some of its bytes changed, or noise behind a valid beginning.
        const auto seed = std::to_string(random() % 1'000'000);
        const auto code =
            "import random\nr = random.Random(" + seed +
            ")\ndef f(a, b=2, *c, **d):\n  x = [i * b for i in a if i]\n  try: y = {**d, 'x': x[0]}\n  except Exception as e: y "
            "= str(e)\n"
            "  def g(): return x, y\n  yield from g()\nb = bytearray(f.__code__.co_code)\n" +
            (i % 2 ? "for k in range(r.randrange(1, 6)): b[r.randrange(2, len(b))] = r.randrange(256)\n"
                   : "b[2:] = bytes(r.randrange(256) for k in range(len(b) - 2))\n") +
            "f.__code__ = f.__code__.replace(co_code=bytes(b))\nlist(f([1, 2, 3], z=1))\nimport gc\ngc.collect()\n1";
        static_cast<void>(box.try_eval(code, With().timeout(100ms)));
        ASSERT_EQ(world(box), fresh) << "after seed " << seed << "\n" << code;
    }
}

TEST_P(Hostility, E01_B03_ASessionGoesOnAsItWasAfterACrash) {
    const auto box = sandbox({.timeout = 5s, .memory_limit = 16_MiB});
    auto session = box.session();
    session.eval(in({.ruby = "x = 41", .python = "x = 41", .javascript = "let x = 41"}));
    const auto crash = session.try_eval(in({
                                            .ruby = "x = 1; loop { }",
                                            .python = "x = 1\nimport os\nos.abort()",
                                            .javascript = "x = 1; for (;;);",
                                        }),
                                        With().timeout(100ms));
    ASSERT_FALSE(crash);
    EXPECT_TRUE(crash.failure().kind == ErrorKind::trap || crash.failure().kind == ErrorKind::timeout);
    EXPECT_EQ(session.eval("x + 1").value, Value(42));
}

}  // namespace
}  // namespace hako::test
