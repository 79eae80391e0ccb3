"""The hako command, as a user types it. Usage: test_cli.py PATH_OF_HAKO [unittest options]"""

import base64
import json
import os
import pty
import select
import signal
import subprocess
import sys
import tempfile
import time
import unittest
import zipfile

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

    def test_the_value_has_a_line_of_its_own(self):
        self.assertEqual(hako("eval", "print 'a'; 3"), (0, "a\n3\n", ""))
        self.assertEqual(hako("eval", "print 'a'"), (0, "a", ""))

    def test_quiet_leaves_the_value_out(self):
        self.assertEqual(hako("eval", "-q", "print 'a'; 3"), (0, "a", ""))
        self.assertEqual(hako("eval", "--quiet", "--json", "1")[0], 2)

    def test_any_text_is_code_and_not_an_option_or_a_list(self):
        self.assertEqual(hako("eval", "")[:2], (0, ""))
        self.assertEqual(hako("eval", "[1,2]")[1], "[1, 2]\n")
        self.assertEqual(hako("eval", "-1")[1], "-1\n")
        self.assertEqual(hako("eval", "--", "--1")[1], "1\n")
        self.assertIn("NoMethodError", hako("eval", "batch")[2])

    def test_takes_code_from_standard_input_and_from_a_file(self):
        self.assertEqual(hako("eval", "-", stdin="2 * 3"), (0, "6\n", ""))
        self.assertEqual(hako("eval", "--file", self.file("x.rb", "7")), (0, "7\n", ""))

    def test_code_and_file_exclude_each_other(self):
        self.assertEqual(hako("eval", "1", "--file", self.file("x.rb", "7"))[0], 2)
        self.assertEqual(hako("eval")[0], 2)

    def test_input_that_cannot_be_read_ends_with_2(self):
        for arguments in (["eval", "-"], ["run", "-", "--entry", "A"], ["batch", "-"], ["repl"]):
            with self.subTest(arguments), open(self.folder + "/out", "wb") as out:
                folder = os.open("/", os.O_RDONLY)
                done = subprocess.run([HAKO, *arguments], stdin=folder, stdout=out, stderr=subprocess.PIPE, check=False)
                os.close(folder)
                self.assertEqual(done.returncode, 2)
                self.assertEqual(done.stderr, b"hako: cannot read standard input: Is a directory\n")

    def test_output_that_cannot_be_written_ends_with_2(self):
        for arguments in (["eval", "1"], ["eval", "1", "--json"], ["batch", "-", "--jobs", "2"], ["info"], ["--version"]):
            with self.subTest(arguments), open("/dev/full", "wb") as full:
                done = subprocess.run([HAKO, *arguments], input=b'{"eval": "1"}\n' * 50, stdout=full,
                                      stderr=subprocess.PIPE, check=False)
                self.assertEqual((done.returncode, done.stderr.count(b"\n")), (2, 1))
                self.assertIn(b"cannot write standard output", done.stderr)

    def test_a_reader_that_goes_away_ends_the_command_quietly(self):
        for ignored in (False, True):
            with self.subTest(ignored=ignored):
                lines = self.file("in", '{"eval": "1"}\n' * 3000)
                command = subprocess.Popen([HAKO, "batch", lines], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                           restore_signals=not ignored)
                command.stdout.readline()
                command.stdout.close()
                self.assertEqual((command.wait(timeout=60), command.stderr.read()), (-signal.SIGPIPE, b""))
                command.stderr.close()

    def test_a_failing_script_ends_with_1_and_shows_its_backtrace(self):
        code, out, err = hako("eval", "def f\n 1 / 0\nend\nf")
        self.assertEqual((code, out), (1, ""))
        self.assertEqual(err, "hako: ZeroDivisionError: divided by 0\n    from (eval):2:in f\n    from (eval):4\n")

    def test_a_message_cannot_steer_the_terminal_or_pass_for_another(self):
        _, _, err = hako("eval", r'raise "a\e[31mb\nhako: all is well\u009b"')
        self.assertEqual(err, "hako: RuntimeError: a\\x1B[31mb\n    hako: all is well\\x9B\n    from (eval):1\n")

    def test_a_message_begins_on_a_line_of_its_own(self):
        self.assertEqual(hako("eval", "$stderr.print 'x'; raise 'y'")[2], "x\nhako: RuntimeError: y\n    from (eval):1\n")

    def test_a_long_backtrace_is_cut(self):
        lines = hako("eval", "def f(n); f(n + 1); end; f(0)")[2].splitlines()
        self.assertLess(len(lines), 40)
        self.assertRegex(lines[-1], r"^    … \d+ more$")

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
                          ["--timeout", ""], ["--timeout", "1", "--timeout", "2"], ["--timeout"], ["--memory-limit", ""],
                          ["--handle-limit", "x"], ["--guest", ""], ["--preload", ""], ["--preload", "-"], ["2"],
                          ["--profile", "lax"], ["--preload", "/no/such/file.rb"], ["--preload", "/"], ["--no-such-option"]):
            with self.subTest(arguments):
                code, out, err = hako("eval", "1", *arguments)
                self.assertEqual((code, out), (2, ""))
                self.assertRegex(err, r"\Ahako: .+\n\Z")

    def test_both_profiles_are_there(self):
        for profile in ("hermetic", "permissive"):
            self.assertEqual(hako("eval", "1", "--profile", profile), (0, "1\n", ""))

    def test_preloads_files_under_names_made_from_theirs(self):
        helper = self.file("price-list.rb", "module Prices; A = 3; end\ndef where; raise 'x'; end")
        self.assertEqual(hako("eval", "Prices::A", "--preload", helper)[1], "3\n")
        self.assertIn("(snippet:PriceList):2", hako("eval", "where", "--preload", helper)[2])
        self.assertIn("(snippet:Other):2", hako("eval", "where", "--preload", helper + "=Other")[2])
        self.assertEqual(hako("eval", "1", "--preload", helper + "=lower")[0], 2)

    def test_a_file_whose_name_has_an_equals_sign_can_be_preloaded(self):
        helper = self.file("a=B.rb", "C = 4")
        self.assertEqual(hako("eval", "C", "--preload", helper)[1], "4\n")
        self.assertEqual(hako("eval", "C", "--preload", helper + "=Name")[1], "4\n")

    def test_bytecode_is_known_by_its_name_or_its_beginning(self):
        for name, content in (("x.mrb", "junk"), ("x.rb", "RITE")):
            with self.subTest(name):
                path = self.file(name, content)
                self.assertEqual(record("eval", "1", "--preload", path)[1]["error"]["class"], "BytecodeError")
                self.assertEqual(hako("eval", "1", "--preload", path + "=Name")[0], 2)

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

    def test_texts_arrive_as_they_are(self):
        script = self.file("all.rb", "All = ->(*all) { all }")
        texts = ["[a,b]", "[]", "{}", "%%", "", "eval", "[x ", "[x] ", "=", "a=b"]
        self.assertEqual(record("run", script, "--entry", "All", *texts)[1]["value"], texts)
        self.assertEqual(record("run", script, *texts, "--entry", "All")[1]["value"], texts)
        for text in ("[]", "{}"):
            self.assertEqual(record("run", script, "--entry", "All", text)[1]["value"], [text])
        _, done, _ = hako("run", "--json", script, "--entry", "All", "--", "-x", "--entry", "[y]")
        self.assertEqual(json.loads(done)["value"], ["-x", "--entry", "[y]"])

    def test_json_arguments_come_before_texts(self):
        script = self.file("all.rb", "All = ->(*all) { all }")
        self.assertEqual(record("run", script, "--entry", "All", "a", "--args-json", "[1, 2]")[1]["value"], [1, 2, "a"])

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
                          [script, "--entry", "A", "--kwargs-json", "[1]"], [script, "--entry", "A", "--args-json", ""],
                          [script, "--entry", "A", "--args-json", "[18446744073709551616]"],
                          [script, "--entry", "A", "--args-json", "[" * 100000], [script, "--entry", "A", "--bogus"],
                          [script, "--entry", "A", "--preload", script], ["", "--entry", "A"],
                          [script, "--entry", "A", "--args-json", '{"$object": "X"}'], ["/no/such/file", "--entry", "A"]):
            with self.subTest(arguments):
                code, out, err = hako("run", *arguments)
                self.assertEqual((code, out), (2, ""))
                self.assertRegex(err, r"\Ahako: .+\n\Z")


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
        code, records, _ = self.batch([{"eval": "1"}, {"eval": "raise 'x'"}, "no json", "[]",
                                       {"eval": "loop {}", "timeout": 0.05},
                                       {}, {"eval": "1", "run": "A"}, {"eval": "1", "unknown": 2}, {"eval": 5},
                                       {"run": "lower"}, {"eval": "1", "timeout": 0}, {"eval": "1", "timeout": "x"},
                                       {"eval": "1", "preload": [{"name": "A", "code": "def"}]}, {"eval": "2"}], "--jobs", "3")
        self.assertEqual(code, 1)
        classes = [done.get("error", {}).get("class") for done in records]
        self.assertEqual(classes, [None, "SandboxError", "ArgumentError", "ArgumentError", "TimeoutError"] +
                         ["ArgumentError"] * 7 + ["SandboxError", None])
        self.assertEqual(records[-1]["value"], 2)

    def test_hostile_lines_get_a_record_each(self):
        deep = "[" * 100_000 + "]" * 100_000
        lines = ['{"eval": "1", "id": ' + deep + "}", '{"run": "A", "args": ' + deep + "}", "[" * 1_000_000, "\0", "\x1b",
                 '{"eval": "1", "id": 1e999}', r'{"eval": "\ud800"}', '{"eval": "' + "x" * 1_000_000, '{"$x": 1}',
                 '{"run": "A", "args": [18446744073709551616]}', '{"eval": "1", "memory_limit": 1.5}',
                 '{"eval": "1", "memory_limit": 18446744073709551615}', '{"eval": "1", "memory_limit": -1}',
                 '{"eval": "1", "timeout": -1}', '{"eval": "1", "timeout": true}', '{"eval": null}', '{"run": ""}',
                 '{"run": "A", "kwargs": [1]}', '{"run": "A", "args": {}}', '{"eval": "1", "args": []}',
                 '{"eval": "1", "preload": [1]}', '{"eval": "1", "preload": [{"name": "A"}]}',
                 '{"eval": "1", "preload": [{"name": "a", "code": "1"}]}']
        code, records, err = self.batch(lines, "--jobs", "2")
        self.assertEqual((code, err), (1, ""))
        self.assertEqual([done["error"]["class"] for done in records], ["ArgumentError"] * len(lines))
        self.assertTrue(all(isinstance(done["error"]["message"], str) and len(done["error"]["message"]) < 300
                            for done in records))

    def test_a_line_that_is_no_utf8_gets_a_record(self):
        code, out, _ = hako("batch", "-", stdin=b'{"eval": "\xff"}\n\xff\n{"eval": "2"}')
        records = [json.loads(line) for line in out.splitlines()]
        self.assertEqual((code, [done["ok"] for done in records]), (1, [False, False, True]))
        self.assertIsInstance(records[0]["error"]["message"], str)

    def test_a_line_without_bounds_is_refused_and_the_next_one_runs(self):
        code, out, _ = hako("batch", "-", stdin=b"x" * ((64 << 20) + 1) + b'\n{"eval": "2"}\n')
        records = [json.loads(line) for line in out.splitlines()]
        self.assertEqual((code, [done["ok"] for done in records]), (1, [False, True]))

    def test_an_id_comes_back_whatever_it_is_and_however_the_line_ends(self):
        ids = [None, 0, 1.5, "x", [1, {"a": None, "b": []}], {"$symbol": "s"}, False]
        _, records, _ = self.batch([{"eval": "raise 'x'" if i % 2 else "1", "id": id} for i, id in enumerate(ids)] +
                                   [{"id": "bad"}, {"eval": "1"}])
        self.assertEqual([done["id"] for done in records[:-1]], [*ids, "bad"])
        self.assertNotIn("id", records[-1])

    def test_a_slow_line_keeps_its_place(self):
        lines = [{"eval": "loop { }", "timeout": 0.3}] + [{"eval": str(i)} for i in range(1, 100)]
        _, records, _ = self.batch(lines, "--jobs", "4")
        self.assertEqual(records[0]["error"]["class"], "TimeoutError")
        self.assertEqual([done["value"] for done in records[1:]], list(range(1, 100)))

    def test_a_record_comes_before_the_next_line_is_there(self):
        command = subprocess.Popen([HAKO, "batch", "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        for number in range(3):
            command.stdin.write(b'{"eval": "%d"}\n' % number)
            command.stdin.flush()
            self.assertTrue(select.select([command.stdout], [], [], 60)[0])
            self.assertEqual(json.loads(command.stdout.readline())["value"], number)
        command.stdin.close()
        self.assertEqual(command.wait(timeout=60), 0)
        command.stdout.close()

    def test_lines_with_and_without_snippets_take_turns(self):
        common = self.file("common.rb", "Base = 10")
        lines = [{"run": "Add", "args": [i], "preload": [{"name": "S", "code": f"Add = ->(x) {{ [x, Base + {i % 3}] }}"}]}
                 if i % 2 else {"eval": "Base"} for i in range(60)]
        code, records, _ = self.batch(lines, "--jobs", "3", "--preload", common)
        self.assertEqual(code, 0)
        self.assertEqual([done["value"] for done in records], [[i, 10 + i % 3] if i % 2 else 10 for i in range(60)])

    def test_limits_of_the_command_hold_unless_a_line_has_its_own(self):
        lines = [{"eval": "print 'x' * 9"}, {"eval": "print 'x' * 9", "stdout_limit": None}]
        _, records, _ = self.batch(lines, "--stdout-limit", "4")
        self.assertEqual([done["stdout"] for done in records], ["xxxx", "x" * 9])

    def test_a_guest_or_snippet_that_cannot_be_used_fails_the_batch_at_once(self):
        self.assertEqual(self.batch([{"eval": "1"}], "--guest", "/no/such/guest.wasm")[:2], (5, []))
        self.assertEqual(self.batch([{"eval": "1"}], "--preload", self.file("bad.rb", "def"))[:2], (1, []))

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
        for arguments in ([], ["/no/such/file"], ["/"], ["-", "--jobs", "0"], ["-", "--jobs", "x"],
                          ["-", "--jobs", "257"], ["-", "--jobs", "1.5"], ["-", "--jobs", "-1"], ["-", "-"]):
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
        self.assertEqual(hako(), (2, "", "hako: a command is needed; hako --help lists them\n"))
        self.assertEqual(hako("nonsense"), (2, "", "hako: unknown command nonsense; see hako --help\n"))
        self.assertEqual(hako("--nonsense"), (2, "", "hako: unknown option --nonsense; see hako --help\n"))
        self.assertEqual(hako("eval", "1", "2", "3"), (2, "", "hako: not expected: 2 3; see hako eval --help\n"))

    def test_every_command_has_help(self):
        for command in ("eval", "run", "batch", "image", "info", "repl", "bench"):
            with self.subTest(command):
                code, out, err = hako(command, "--help")
                self.assertEqual((code, err), (0, ""))
                self.assertIn("Usage: hako " + command, out)

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
        for arguments in (["/no/such/file"], ["/"]):
            self.assertEqual(hako("info", *arguments)[0], 5)
        self.assertEqual(hako("info", "")[0], 2)

    def test_image_is_saved_shown_and_begun_with(self):
        image = os.path.join(self.folder, "rules.hako")
        rules = self.file("rules.rb", "Double = ->(n) { n * 2 }")
        self.assertEqual(hako("image", "save", image, "--preload", rules), (0, "", ""))
        self.assertEqual(hako("eval", "Double.(4)", "--image", image), (0, "8\n", ""))
        self.assertEqual(hako("run", "--image", image, "--entry", "Double", "ab"), (0, '"abab"\n', ""))
        self.assertEqual(hako("run", "--image", image, "--entry", "Double", "--args-json", "[3]")[1], "6\n")
        self.assertEqual(hako("repl", "--image", image, stdin="Double.(1)")[1], "=> 2\n")
        self.assertIn("Rules\n", hako("image", "show", image)[1])
        self.assertEqual(json.loads(hako("image", "show", image, "--json")[1])["snippets"], ["Rules"])
        more = os.path.join(self.folder, "more.hako")
        quadruple = self.file("four.rb", "Four = ->(n) { Double.(Double.(n)) }")
        self.assertEqual(hako("image", "save", more, "--image", image, "--preload", quadruple)[0], 0)
        self.assertEqual(hako("eval", "Four.(1)", "--image", more)[1], "4\n")

    def test_image_that_cannot_be_used_is_refused(self):
        image = os.path.join(self.folder, "x.hako")
        code, _, err = hako("eval", "1", "--image", image)
        self.assertEqual(code, 5)
        self.assertIn("No such file", err)
        self.file("x.hako", "something else")
        self.assertIn("not a hako image", hako("eval", "1", "--image", image)[2])
        self.assertEqual(hako("image", "show", image)[0], 5)
        self.assertEqual(hako("image")[0], 2)
        self.assertEqual(hako("image", "save")[0], 2)
        self.assertEqual(hako("run", "--entry", "A")[0], 2)
        self.assertEqual(hako("image", "save", os.path.join(self.folder, "no", "x"))[0], 5)
        bad = self.file("bad.rb", "1 +")
        self.assertEqual(hako("image", "save", image, "--preload", bad)[0], 1)

    def test_guest_by_name(self):
        self.assertEqual(hako("eval", "--guest", "python", "import sys; sys.version_info[:2]"), (0, "[3, 13]\n", ""))
        self.assertEqual(hako("eval", "--guest", "python", "{'a': [None, True, b'x', 1e16]}"), (0, "{'a': [None, True, b'x', 1e+16]}\n", ""))
        self.assertEqual(hako("eval", "--guest", "ruby", "RUBY_ENGINE"), (0, '"mruby"\n', ""))
        code, out, err = hako("eval", "--guest", "cobol", "1")
        self.assertEqual((code, out), (5, ""))
        self.assertIn("cobol", err)
        code, out, err = hako("info", "python", "--json")
        self.assertEqual((code, json.loads(out)["problem"]), (0, None))

    def test_python_prints_its_own_report(self):
        code, out, err = hako("eval", "--guest", "python", "def f():\n    1/0\nf()")
        self.assertEqual((code, out), (1, ""))
        self.assertEqual(
            err,
            "Traceback (most recent call last):\n"
            '  File "(eval)", line 3, in <module>\n    f()\n    ~^^\n'
            '  File "(eval)", line 2, in f\n    1/0\n    ~^~\n'
            "ZeroDivisionError: division by zero\n",
        )
        record = json.loads(hako("eval", "--guest", "python", "--json", "1/0")[1])
        self.assertEqual(record["error"]["frames"], [{"file": "(eval)", "line": 1, "column": 1, "function": "<module>", "source": "1/0"}])
        self.assertIn("Traceback", record["error"]["report"])

    def test_python_modules_from_files(self):
        module = self.file("my-rules.py", "def double(x): return 2 * x\n")
        self.assertEqual(hako("eval", "--guest", "python", "--preload", module, "import my_rules; my_rules.double(4)"), (0, "8\n", ""))
        self.assertEqual(hako("run", module, "--guest", "python", "--entry", "double", "--args-json", "[5]"), (0, "10\n", ""))
        archive = os.path.join(self.folder, "package.whl")
        with zipfile.ZipFile(archive, "w") as file:
            file.writestr("package/__init__.py", "from .inner import value")
            file.writestr("package/inner.py", "value = 6")
        self.assertEqual(hako("eval", "--guest", "python", "--preload", archive, "import package; package.value"), (0, "6\n", ""))
        code, out, err = hako("eval", "--preload", archive, "1")
        self.assertEqual((code, out), (2, ""))
        self.assertIn("takes no archives", err)

    def test_repl_evaluates_line_by_line(self):
        code, out, err = hako("repl", stdin="y\nx = 1\nx += 1\nputs x\n\nexit\n3\n")
        self.assertEqual((code, out), (0, "=> 1\n=> 2\n2\n=> nil\n"))
        self.assertIn("undefined method 'y'", err)

    def test_repl_goes_on_reading_while_an_expression_is_incomplete(self):
        code, out, err = hako("repl", stdin="[1,\n2]\ndef f\n\n7\n(1 +")
        self.assertEqual((code, out), (0, "=> [1, 2]\n=> 7\n"))
        self.assertEqual(err.count("SyntaxError"), 2)

    def test_repl_of_python_ends_blocks_with_an_empty_line(self):
        code, out, err = hako("repl", "--guest", "python", stdin="def f(x):\n  y = x\n  return y\n\nf(3)\n(1,\n2)\n1/0\nclass A:\n  z = 4")
        self.assertEqual((code, out), (0, "=> None\n=> 3\n=> [1, 2]\n=> None\n"))
        self.assertIn("ZeroDivisionError: division by zero", err)

    def test_javascript(self):
        self.assertEqual(hako("eval", "--guest", "js", "[1, 'a', {b: null}]"), (0, "[ 1, 'a', { b: null } ]\n", ""))
        self.assertEqual(hako("eval", "--guest", "javascript", "console.log({a: [1]})"), (0, "{ a: [ 1 ] }\n", ""))
        code, out, err = hako("eval", "--guest", "js", "function f() {\n  null.x\n}\nf()")
        self.assertEqual((code, out), (1, ""))
        self.assertEqual(
            err,
            "(eval):2\n  null.x\n  ^\n\nTypeError: cannot read property 'x' of null\n    at f ((eval):2:3)\n    at (eval):4:1\n",
        )
        module = self.file("my-rules.js", "export function double(x) { return 2 * x }\n")
        script = "import {double} from 'my_rules'\ndouble(4)"
        self.assertEqual(hako("eval", "--guest", "js", "--preload", module, script), (0, "8\n", ""))
        self.assertEqual(hako("run", module, "--guest", "js", "--entry", "double", "--args-json", "[5]"), (0, "10\n", ""))

    def test_repl_of_javascript(self):
        code, out, err = hako("repl", "--guest", "js", stdin="let x = 1\nlet x = 2\nx\n[x,\n3]\nfunction f() {\nreturn 5\n}\nf()\nlet y = )")
        self.assertEqual((code, out), (0, "=> null\n=> null\n=> 2\n=> [ 2, 3 ]\n=> null\n=> 5\n"))
        self.assertEqual(err.count("SyntaxError"), 1)

    def test_repl_has_limits(self):
        code, out, err = hako("repl", "--timeout", "0.1", "--stdout-limit", "2", stdin="x = 1\nx = 2; loop { }\nprint 'abc'\nx")
        self.assertEqual((code, out), (0, "=> 1\nab\n=> nil\n=> 1\n"))
        self.assertIn("TimeoutError", err)
        self.assertIn("cut at its limit", err)

    def test_repl_on_a_terminal_answers_before_it_asks_and_keeps_a_history(self):
        first = self.talk("40 + 2", "print 'a'", "exit")
        shown = [line.rstrip("\r") for line in first.split("\n")]
        for earlier, later in (("=> 42", "hako> print 'a'"), ("a", "=> nil"), ("=> nil", "hako> exit")):
            self.assertLess(shown.index(earlier), shown.index(later))
        history = os.path.join(self.folder, "hako", "history")
        if not os.path.exists(history):
            self.skipTest("built without line editing")
        self.assertEqual(os.stat(history).st_mode & 0o777, 0o600)
        again = self.talk("\x1b[A\x1b[A\x1b[A", "exit")  # three lines up
        self.assertIn("=> 42", again)

    def test_repl_ends_at_the_end_of_input_from_a_terminal(self):
        self.assertIn("=> 1", self.talk("1", "\x04"))

    def talk(self, *lines):
        """Types lines on a terminal, each when the prompt is there; gives what the terminal showed."""
        process, terminal = pty.fork()
        if process == 0:
            os.execve(HAKO, [HAKO, "repl"], {**os.environ, "XDG_STATE_HOME": self.folder, "TERM": "xterm"})
        shown = b""

        def read():
            """What comes within a second; None when nothing does, and empty when the other end is closed."""
            nonlocal shown
            if not select.select([terminal], [], [], 1)[0]:
                return None
            try:
                part = os.read(terminal, 4096)
            except OSError:
                part = b""
            shown += part
            return part

        deadline = time.monotonic() + 60
        typed = 0  # how much was shown then
        for line in lines:
            # A prompt on a new line: line editing may draw the one that is there again.
            while shown.find(b"\nhako> ", typed) < 0 and time.monotonic() < deadline and read() != b"":
                pass
            typed = len(shown)
            os.write(terminal, line.encode() + (b"" if line == "\x04" else b"\n"))
        while (part := read()) != b"":
            if time.monotonic() > deadline:
                os.kill(process, signal.SIGKILL)
                self.fail(f"the repl doesn't end; it showed {shown!r}")
            # Typed while line editing was still taking the terminal over, it was lost, as it would be for a person, or became a part
            # of the line, which Ctrl-U takes back.
            if part is None and lines[-1] == "\x04":
                os.write(terminal, b"\x15\x04")
        os.close(terminal)
        self.assertEqual(os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]), 0)
        return shown.decode()

    def test_bench_measures(self):
        code, out, _ = hako("bench", "--json")
        self.assertEqual(code, 0)
        figures = json.loads(out)["figures"]
        for name in ("new_us", "eval_nil_us", "run_us", "call_int_us", "evals_per_s_1_thread"):
            self.assertGreater(figures[name]["median"], 0)


if __name__ == "__main__":
    HAKO = os.path.abspath(sys.argv.pop(1))
    unittest.main()
