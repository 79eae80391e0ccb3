// State that a guest leaves in its memory, globals, tables and segments. [behaviour.md B-03, D-08]
#include "guests/wat_guest.hpp"
#include "support/thrown.hpp"

namespace hako::test {
namespace {

TEST(PutBackOfGuests, D08_TheSandboxWorksAfterATrap) {
    WatGuest guest;  // traps when its source begins with x
    guest.eval = R"((local $n i32) (local.set $n (call $read_stdin))
        (if (i32.eq (i32.load8_u (i32.const 32777)) (i32.const 120)) (then unreachable))
        (call $answer_number (i32.load (i32.const 100)))
        (i32.store (i32.const 100) (i32.const 7)))";
    const Sandbox box(guest.guest());
    for (int i = 0; i < 20; ++i) {
        EXPECT_EQ(box.eval("a").value, Value(0));  // never what an earlier one left
        EXPECT_THROW(box.eval("x"), TrapError);
    }
}

TEST(PutBackOfGuests, B03_NothingIsLeftInMemoryGlobalsOrTables) {
    WatGuest guest;
    guest.more =
        R"((global $count (mut i32) (i32.const 0)) (global $wide (mut i64) (i64.const 0)) (global $real (mut f64) (f64.const 0)))";
    guest.eval = R"((local $sum i32)
        (global.set $count (i32.add (global.get $count) (i32.const 1)))
        (global.set $wide (i64.add (global.get $wide) (i64.const 1)))
        (global.set $real (f64.add (global.get $real) (f64.const 1)))
        (i32.store (i32.const 250000) (i32.add (i32.load (i32.const 250000)) (i32.const 1)))
        (drop (memory.grow (i32.const 1)))
        (local.set $sum (i32.add (global.get $count) (i32.wrap_i64 (global.get $wide))))
        (local.set $sum (i32.add (local.get $sum) (i32.trunc_f64_s (global.get $real))))
        (local.set $sum (i32.add (local.get $sum) (i32.load (i32.const 250000))))
        (call $answer_number (i32.add (local.get $sum) (i32.mul (memory.size) (i32.const 1000)))))";
    const Sandbox box(guest.guest());
    for (int i = 0; i < 5; ++i) EXPECT_EQ(box.eval("").value, Value(5004));
    // State outside of memory that can't be put back: instances aren't used again.
    for (const auto* change :
         {"(table.set $t (i32.const 0) (ref.func $__kobako_eval))", "(drop (table.grow $t (ref.null func) (i32.const 1)))",
          "(table.fill $t (i32.const 0) (ref.func $__kobako_eval) (i32.const 1))"}) {
        WatGuest with_table;
        with_table.more = "(table $t 1 funcref) (elem declare func $__kobako_eval)";
        with_table.eval =
            std::string(
                "(local $seen i32) (local.set $seen (i32.add (table.size $t) (ref.is_null (table.get $t (i32.const 0)))))") +
            change + "(call $answer_number (local.get $seen))";
        const Sandbox tables(with_table.guest());
        for (int i = 0; i < 3; ++i) EXPECT_EQ(tables.eval("").value, Value(2)) << change;
    }
    for (const auto* drop : {"(data.drop $d)", "(memory.init $d (i32.const 64) (i32.const 0) (i32.const 1)) (data.drop $d)"}) {
        WatGuest with_segment;
        with_segment.more = "(data $d \"z\")";
        with_segment.eval = std::string("(memory.init $d (i32.const 80) (i32.const 0) (i32.const 1))") + drop +
                            "(call $answer_number (i32.load8_u (i32.const 80)))";
        const Sandbox segments(with_segment.guest());
        for (int i = 0; i < 3; ++i) EXPECT_EQ(segments.eval("").value, Value(122)) << drop;
    }
}

}  // namespace
}  // namespace hako::test
