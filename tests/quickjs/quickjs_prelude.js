// What the suite finds in quickjs-ng's own command and not in the guest.
var print = console.log;
// The collector begins when enough has been allocated.
function gc() {
  for (let i = 0; i < 50000; i++) {
    const ring = {};
    ring.ring = ring;
  }
}
// How a string lies in memory, which a script can't see: taken on trust.
var qjs = {
  getStringKind(string) {
    return string.length > 1000 ? 1 : 0;
  },
};
