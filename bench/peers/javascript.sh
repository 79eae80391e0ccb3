#!/usr/bin/env bash
# Compares the JavaScript guest with isolated-vm and quickjs-emscripten: a fresh context for `null`, and for fib(24). Needs a release
# build, and Node 20 with npm and what compiles its native modules.
set -euo pipefail
cd "$(dirname "$0")/../.."
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat > "$folder/package.json" <<'JSON'
{"private": true, "dependencies": {"isolated-vm": "5.0.4", "quickjs-emscripten": "0.32.0"}, "allowScripts": {"isolated-vm": true}}
JSON
npm install --prefix "$folder" --silent --no-audit --no-fund

cat > "$folder/measure.js" <<'JAVASCRIPT'
const ivm = require('isolated-vm');
const { getQuickJS } = require('quickjs-emscripten');

const FIB = 'function fib(n) { return n < 2 ? n : fib(n - 1) + fib(n - 2) }\nfib(24)';

function medianOf(runs, work) {
  for (let i = 0; i < runs / 10; i++) work();
  const times = [];
  for (let i = 0; i < runs; i++) {
    const start = process.hrtime.bigint();
    work();
    times.push(Number(process.hrtime.bigint() - start) / 1000);
  }
  return times.sort((a, b) => a - b)[runs >> 1];
}

function tell(what, microseconds) {
  console.log(`${what.padEnd(48)}${microseconds.toFixed(1).padStart(12)} us`);
}

// Contexts that wait for V8's collector make the following ones slower, so each isolate has a few thousand at most.
function inContext(code) {
  return (isolate) => {
    const context = isolate.createContextSync();
    const value = context.evalSync(code);
    context.release();
    return value;
  };
}

async function main() {
  const isolate = new ivm.Isolate({ memoryLimit: 128 });
  if (inContext(FIB)(isolate) !== 46368) throw new Error('isolated-vm is wrong');
  tell('isolated-vm, a new context and null', medianOf(2000, () => inContext('null')(isolate)));
  tell('isolated-vm, a new context and fib(24)', medianOf(200, () => inContext(FIB)(isolate)));
  tell('isolated-vm, a new isolate, a context and null', medianOf(100, () => {
    const own = new ivm.Isolate({ memoryLimit: 128 });
    inContext('null')(own);
    own.dispose();
  }));

  const quickjs = await getQuickJS();
  const inRuntime = (code) => {
    const runtime = quickjs.newRuntime();
    const context = runtime.newContext();
    const value = context.unwrapResult(context.evalCode(code)).consume(context.dump);
    context.dispose();
    runtime.dispose();
    return value;
  };
  if (inRuntime(FIB) !== 46368) throw new Error('quickjs-emscripten is wrong');
  tell('quickjs-emscripten, a new runtime and null', medianOf(2000, () => inRuntime('null')));
  tell('quickjs-emscripten, a new runtime and fib(24)', medianOf(50, () => inRuntime(FIB)));
}

main();
JAVASCRIPT
node "$folder/measure.js"
build/bench/hako_bench --only javascript_eval_null_us --only javascript_fib24_ms
