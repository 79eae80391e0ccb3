// What test262's cases find beside its own harness. They are written for a host that prints.
const { write } = hako;
let completed = false;

function print(text) {
  write(`${text}\n`);
}

// The last statement of each case that is neither negative nor async, as the archive has them.
function reportCompare() {
  $DONE();
}

function $DONE(failure) {
  if (completed) print('failed: completed twice');
  completed = true;
  if (!failure) print('completed');
  else print(`failed: ${failure.name ?? typeof failure}: ${failure.message ?? failure}`);
}

// Without createRealm, evalScript, gc, IsHTMLDDA and agents, which the guest has nothing of.
var $262 = {
  global: globalThis,
  detachArrayBuffer(buffer) {
    buffer.transfer();
  },
};
