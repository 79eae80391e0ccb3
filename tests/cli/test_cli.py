"""The hako command, as a user types it. Usage: test_cli.py PATH_OF_HAKO [unittest options]"""

import base64
import json
import os
import pty
import subprocess
import sys
import tempfile
import unittest

HAKO = ""


def hako(*arguments, stdin=b"", **environment):
    """Runs the command; gives its exit code, standard output and standard error."""
    if isinstance(stdin, str):
        stdin = stdin.encode()
    done = subprocess.run([HAKO, *arguments], input=stdin, capture_output=True, timeout=120,
                          env={**os.environ, **environment}, check=False)
    return done.returncode, done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace")


def record(*arguments, **keywords):
    code, out, _ = hako(*arguments, "--json", **keywords)
    return code, json.loads(out)


class Folder(unittest.TestCase):
    """A test with a folder for files of its own."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def file(self, name, content):
        path = os.path.join(self.folder, name)
        with open(path, "wb") as stream:
            stream.write(content if isinstance(content, bytes) else content.encode())
        return path


class Eval(Folder):
    def test_prints_the_value(self):
        self.assertEqual(hako("eval", "1 + 1"), (0, "2\n", ""))

    def test_prints_output_before_the_value_and_no_nil(self):
        self.assertEqual(hako("eval", "puts 'a'; warn 'b'; 3"), (0, "a\n3\n", "b\n"))
        self.assertEqual(hako("eval", "puts 'a'"), (0, "a\n", ""))

    def test_takes_code_from_standard_input_and_from_a_file(self):
        self.assertEqual(hako("eval", "-", stdin="2 * 3"), (0, "6\n", ""))
        self.assertEqual(hako("eval", "--file", self.file("x.rb", "7")), (0, "7\n", ""))

    def test_code_and_file_exclude_each_other(self):
        self.assertEqual(hako("eval", "1", "--file", self.file("x.rb", "7"))[0], 2)
        self.assertEqual(hako("eval")[0], 2)

    def test_a_failing_script_ends_with_1_and_shows_its_backtrace(self):
        code, out, err = hako("eval", "def f\n 1 / 0\nend\nf")
        self.assertEqual((code, out), (1, ""))
        self.assertEqual(err, "hako: ZeroDivisionError: divided by 0\n    from (eval):2:in f\n    from (eval):4\n")

    def test_code_that_does_not_compile_ends_with_1(self):
        code, _, err = hako("eval", "1 +")
        self.assertEqual(code, 1)
        self.assertIn("SyntaxError", err)
        self.assertIn("syntax error", err)

    def test_a_service_error_ends_with_3(self):
        self.assertEqual(hako("eval", "raise Kobako::ServiceError, 'x'")[0], 3)

    def test_limits_end_with_4(self):
        code, _, err = hako("eval", "loop { }", "--timeout", "0.05")
        self.assertEqual((code, err), (4, "hako: TimeoutError: Sandbox#eval failed: wall-clock deadline exceeded\n"))
        code, _, err = hako("eval", "a = 'x' * 1024; a += a while true", "--memory-limit", "2MiB")
        self.assertEqual(code, 4)
        self.assertIn("MemoryLimitError", err)

    def test_output_past_its_limit_is_cut_with_a_note(self):
        code, out, err = hako("eval", "print 'x' * 100", "--stdout-limit", "10")
        self.assertEqual((code, out), (0, "x" * 10))
        self.assertIn("cut at its limit", err)

    def test_limits_can_be_off(self):
        limits = ["--timeout", "off", "--memory-limit", "off", "--stdout-limit", "off", "--stderr-limit", "off"]
        code, out, _ = hako("eval", "print 'x' * 3_000_000", *limits)
        self.assertEqual((code, len(out)), (0, 3_000_000))

    def test_wrong_options_end_with_2_and_say_what_is_wrong(self):
        for arguments in (["--timeout", "0"], ["--timeout", "soon"], ["--timeout", "-1"], ["--timeout", "nan"],
                          ["--memory-limit", "3x"], ["--memory-limit", "0"], ["--memory-limit", "-1"],
                          ["--memory-limit", "99999999999GiB"], ["--stdout-limit", "1.5"], ["--handle-limit", "0"],
                          ["--profile", "lax"], ["--preload", "/no/such/file.rb"], ["--preload", "/"], ["--no-such-option"]):
            with self.subTest(arguments):
                code, out, err = hako("eval", "1", *arguments)
                self.assertEqual((code, out), (2, ""))
                self.assertTrue(err.strip())

    def test_preloads_files_under_names_made_from_theirs(self):
        helper = self.file("price-list.rb", "module Prices; A = 3; end\ndef where; raise 'x'; end")
        self.assertEqual(hako("eval", "Prices::A", "--preload", helper)[1], "3\n")
        self.assertIn("(snippet:PriceList):2", hako("eval", "where", "--preload", helper)[2])
        self.assertIn("(snippet:Other):2", hako("eval", "where", "--preload", helper + "=Other")[2])
        self.assertEqual(hako("eval", "1", "--preload", helper + "=lower")[0], 2)

    def test_a_snippet_that_does_not_compile_ends_with_1(self):
        self.assertEqual(hako("eval", "1", "--preload", self.file("bad.rb", "def"))[0], 1)

    def test_a_guest_that_cannot_be_used_ends_with_5(self):
        self.assertEqual(hako("eval", "1", "--guest", "/no/such/guest.wasm")[0], 5)
        self.assertEqual(hako("eval", "1", "--guest", self.file("x.wasm", "no wasm"))[0], 5)


class Json(Folder):
    def test_the_record_of_a_success(self):
        code, done = record("eval", "puts 'hi'; warn 'there'; [1, 2.5, nil]")
        self.assertEqual(code, 0)
        usage = done.pop("usage")
        self.assertEqual(done, {"ok": True, "value": [1, 2.5, None], "stdout": "hi\n", "stderr": "there\n",
                                "stdout_truncated": False, "stderr_truncated": False})
        self.assertGreater(usage["wall_time"], 0)
        self.assertEqual(usage["memory_peak"] % 65536, 0)

    def test_the_record_of_a_failure(self):
        code, done = record("eval", "print 'x'; raise ArgumentError, 'no'")
        self.assertEqual(code, 1)
        self.assertEqual(done["ok"], False)
        self.assertNotIn("value", done)
        self.assertEqual(done["error"], {"class": "SandboxError", "klass": "ArgumentError", "origin": "sandbox",
                                         "message": "no", "backtrace": ["(eval):1"], "details": None})
        self.assertEqual(done["stdout"], "x")

    def test_the_record_of_a_limit(self):
        code, done = record("eval", "print 'x'; loop { }", "--timeout", "0.05")
        self.assertEqual((code, done["error"]["class"], done["error"]["klass"], done["stdout"]),
                         (4, "TimeoutError", None, "x"))

    def test_the_record_of_a_set_up_failure(self):
        code, done = record("eval", "1", "--guest", "/no/such/guest.wasm")
        self.assertEqual((code, done["error"]["class"]), (5, "ModuleNotBuiltError"))

    def test_loses_nothing(self):
        _, done = record("eval", r'[:a, "\xff\xfe", 1.0, -0.0, 0.0 / 0.0, 1.0 / 0.0, -1.0 / 0.0, {"k" => 1}, {a: 1, 2 => 3}]')
        self.assertEqual(done["value"][0], {"$symbol": "a"})
        self.assertEqual(base64.b64decode(done["value"][1]["$bytes"]), b"\xff\xfe")
        self.assertIsInstance(done["value"][2], float)
        self.assertEqual(str(done["value"][3]), "-0.0")
        self.assertEqual(done["value"][4:7], [{"$float": "nan"}, {"$float": "inf"}, {"$float": "-inf"}])
        self.assertEqual(done["value"][7], {"k": 1})
        self.assertEqual(done["value"][8], {"$map": [[{"$symbol": "a"}, 1], [2, 3]]})

    def test_large_integers_are_exact(self):
        self.assertEqual(record("eval", "9_007_199_254_740_993")[1]["value"], 9007199254740993)

    def test_output_that_is_no_text_is_bytes(self):
        _, done = record("eval", r'print "\xff"')
        self.assertEqual(base64.b64decode(done["stdout"]["$bytes"]), b"\xff")


class Run(Folder):
    def test_calls_the_entry_with_texts(self):
        script = self.file("add.rb", "Add = ->(*all) { all }")
        self.assertEqual(hako("run", script, "--entry", "Add", "a", "b"), (0, '["a", "b"]\n', ""))

    def test_takes_arguments_as_json(self):
        script = self.file("show.rb", "Show = ->(a, b = nil) { [a, b] }")
        self.assertEqual(hako("run", script, "--entry", "Show", "--args-json", "[1, {\"$symbol\": \"x\"}]")[1], "[1, :x]\n")
        both = '{"args": [1], "kwargs": {"k": 2}}'
        self.assertEqual(record("run", script, "--entry", "Show", "--args-json", both)[1]["value"],
                         [1, {"$map": [[{"$symbol": "k"}, 2]]}])
        self.assertEqual(record("run", script, "--entry", "Show", "x", "--kwargs-json", '{"k": 2}')[1]["value"],
                         ["x", {"$map": [[{"$symbol": "k"}, 2]]}])

    def test_reads_the_script_from_standard_input(self):
        self.assertEqual(hako("run", "-", "--entry", "One", stdin="One = -> { 1 }"), (0, "1\n", ""))

    def test_an_unknown_entry_ends_with_1_and_names_the_available_ones(self):
        code, done = record("run", self.file("a.rb", "Known = -> { }"), "--entry", "Unknown")
        self.assertEqual((code, done["error"]["message"]), (1, "undefined entrypoint: Unknown"))
        self.assertEqual(done["error"]["details"], {"available": [{"$symbol": "Known"}]})

    def test_wrong_usage_ends_with_2(self):
        script = self.file("a.rb", "A = -> { }")
        for arguments in ([script], [script, "--entry", "lower"], [script, "--entry", "A", "--args-json", "{"],
                          [script, "--entry", "A", "--args-json", "3"], [script, "--entry", "A", "--args-json", '{"x": 1}'],
                          [script, "--entry", "A", "--kwargs-json", "[1]"], ["/no/such/file", "--entry", "A"]):
            with self.subTest(arguments):
                self.assertEqual(hako("run", *arguments)[0], 2)


class Batch(Folder):
    def batch(self, lines, *arguments):
        code, out, err = hako("batch", "-", *arguments,
                              stdin="\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines))
        return code, [json.loads(line) for line in out.splitlines()], err

    def test_one_record_per_line_in_order(self):
        for jobs in ("1", "4"):
            with self.subTest(jobs=jobs):
                lines = [{"eval": f"n = 0; {(7 * i) % 50 * 100}.times {{ n += 1 }}; {i}"} for i in range(60)]
                code, records, _ = self.batch(lines, "--jobs", jobs)
                self.assertEqual((code, [done["value"] for done in records]), (0, list(range(60))))

    def test_a_failing_line_loses_nothing(self):
        code, records, _ = self.batch([{"eval": "1"}, {"eval": "raise 'x'"}, "no json", "[]", {"eval": "loop {}", "timeout": 0.05},
                                       {}, {"eval": "1", "run": "A"}, {"eval": "1", "unknown": 2}, {"eval": 5},
                                       {"run": "lower"}, {"eval": "1", "timeout": 0}, {"eval": "1", "timeout": "x"},
                                       {"eval": "1", "preload": [{"name": "A", "code": "def"}]}, {"eval": "2"}], "--jobs", "3")
        self.assertEqual(code, 1)
        classes = [done.get("error", {}).get("class") for done in records]
        self.assertEqual(classes, [None, "SandboxError", "ArgumentError", "ArgumentError", "TimeoutError"] +
                         ["ArgumentError"] * 7 + ["SandboxError", None])
        self.assertEqual(records[-1]["value"], 2)

    def test_run_with_preload_arguments_and_limits(self):
        preload = [{"name": "Add", "code": "Add = ->(a, b, o = {}) { print 'x' * 50; [a + b, o] }"}]
        _, records, _ = self.batch([{"run": "Add", "args": [1, 2], "kwargs": {"k": None}, "preload": preload,
                                     "stdout_limit": 5, "memory_limit": None, "timeout": None, "id": "seven"}])
        self.assertEqual(records[0]["value"], [3, {"$map": [[{"$symbol": "k"}, None]]}])
        self.assertEqual((records[0]["stdout"], records[0]["stdout_truncated"], records[0]["id"]), ("xxxxx", True, "seven"))

    def test_lines_do_not_see_each_other(self):
        code, records, _ = self.batch([{"eval": "$x = 1"}, {"eval": "$x"}] * 5)
        self.assertEqual((code, [done["value"] for done in records]), (0, [1, None] * 5))

    def test_reads_a_file_and_skips_blank_lines(self):
        path = self.file("in.jsonl", '{"eval": "1"}\n\n  \n{"eval": "2"}\n')
        _, out, _ = hako("batch", path)
        self.assertEqual([json.loads(line)["value"] for line in out.splitlines()], [1, 2])

    def test_wrong_usage_ends_with_2(self):
        for arguments in ([], ["/no/such/file"], ["/"], ["-", "--jobs", "0"], ["-", "--jobs", "x"]):
            with self.subTest(arguments):
                self.assertEqual(hako("batch", *arguments)[0], 2)


class Others(Folder):
    def test_version(self):
        code, out, _ = hako("--version")
        self.assertEqual(code, 0)
        self.assertRegex(out, r"^hako \d+\.\d+\.\d+ \(Wasmtime 48\.0\.8, guest ABI 2\)\n$")

    def test_help_tells_the_exit_codes(self):
        code, out, _ = hako("--help")
        self.assertEqual(code, 0)
        self.assertIn("Exit codes", out)

    def test_no_command_is_wrong_usage(self):
        self.assertEqual(hako()[0], 2)
        self.assertEqual(hako("nonsense")[0], 2)

    def test_info_of_the_bundled_guest(self):
        code, out, _ = hako("info", "--json")
        info = json.loads(out)
        self.assertEqual((code, info["usable"], info["abi_version"]), (0, True, 2))
        self.assertTrue(any(line.startswith("__kobako_eval: () -> ()") for line in info["exports"]))
        self.assertIn("abi version     2", hako("info")[1])

    def test_info_of_a_bad_guest_says_why(self):
        code, out, _ = hako("info", self.file("x.wasm", b"\0asm\x01\0\0\0"))
        self.assertEqual(code, 5)
        self.assertIn("__kobako_abi_version", out)
        self.assertEqual(hako("info", "/no/such/file")[0], 5)

    def test_repl_evaluates_line_by_line(self):
        code, out, err = hako("repl", stdin="x = 1\nx\nputs 2\n\nexit\n3\n")
        self.assertEqual((code, out), (0, "=> 1\n2\n=> nil\n"))
        self.assertIn("undefined method 'x'", err)

    def test_repl_on_a_terminal_keeps_a_history(self):
        primary, secondary = pty.openpty()
        environment = {**os.environ, "XDG_STATE_HOME": self.folder, "TERM": "dumb"}
        process = subprocess.Popen([HAKO, "repl"], stdin=secondary, stdout=secondary, stderr=secondary, env=environment)
        os.close(secondary)
        os.write(primary, b"40 + 2\nexit\n")
        seen = b""
        try:
            while chunk := os.read(primary, 4096):
                seen += chunk
        except OSError:
            pass  # the other end is closed
        os.close(primary)
        self.assertEqual(process.wait(timeout=60), 0)
        self.assertIn(b"=> 42", seen)
        if os.path.exists(os.path.join(self.folder, "hako", "history")):  # built with line editing
            with open(os.path.join(self.folder, "hako", "history"), encoding="utf-8") as history:
                self.assertIn("40", history.read())

    def test_bench_measures(self):
        code, out, _ = hako("bench", "--json")
        self.assertEqual(code, 0)
        self.assertGreater(json.loads(out)["figures"]["eval_nil_us"]["median"], 0)


if __name__ == "__main__":
    HAKO = sys.argv.pop(1)
    unittest.main()
