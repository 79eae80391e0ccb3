// Implements record.hpp.
#include "record.hpp"

#include <algorithm>
#include <hako/json.hpp>
#include <iostream>
#include <ranges>

#include "output.hpp"

namespace hako::command {

namespace {

/// As the guest's own language would show it.
std::string text_of(const Value& value, const std::string& guest) {
    if (guest == "python") return value.repr();
    if (guest == "javascript" || guest == "js") return value.show();
    return value.inspect();
}

using Json = nlohmann::ordered_json;

template <class T>
Json or_null(const std::optional<T>& value) {
    return value ? to_json(Value(*value)) : Json(nullptr);
}

Json error_of(const Failure& failure) {
    Json backtrace = Json::array();
    if (failure.backtrace) {
        for (const auto& line : *failure.backtrace) backtrace.push_back(to_json(Value(line)));
    }
    Json error = {{"class", class_name(failure.kind)}, {"klass", or_null(failure.klass)},
                  {"origin", or_null(failure.origin)}, {"message", to_json(Value(failure.message))},
                  {"backtrace", std::move(backtrace)}, {"details", or_null(failure.details)}};
    if (!failure.frames.empty()) {
        for (const auto& frame : failure.frames) {
            error["frames"].push_back({{"file", frame.file},
                                       {"line", frame.line},
                                       {"column", frame.column},
                                       {"function", frame.function},
                                       {"source", frame.source}});
        }
    }
    if (!failure.report.empty()) error["report"] = failure.report;
    return error;
}

void add_observables(Json& record, const Execution& execution) {
    record["stdout"] = to_json(execution.stdout_output.value());
    record["stderr"] = to_json(execution.stderr_output.value());
    record["stdout_truncated"] = execution.stdout_truncated();
    record["stderr_truncated"] = execution.stderr_truncated();
    record["usage"] = {{"wall_time", execution.usage.wall_time.count()}, {"memory_peak", execution.usage.memory_peak.count()}};
}

/// Ends the line that a script left open, so that what the command prints next has one of its own.
void end_line(std::ostream& out, const std::string& written) {
    if (!written.empty() && !written.ends_with('\n')) out << '\n';
}

}  // namespace

Json record_of(const Result& result) {
    Json record = {{"ok", static_cast<bool>(result)}};
    if (result) {
        record["value"] = to_json(result.execution().value);
    } else {
        record["error"] = error_of(result.failure());
    }
    add_observables(record, result.execution());
    return record;
}

void print_failure(const Failure& failure) {
    if (!failure.report.empty()) {
        std::string_view report = failure.report;
        if (report.ends_with('\n')) report.remove_suffix(1);
        for (const auto line : std::views::split(report, '\n')) {
            std::cerr << printable(std::string_view(line.begin(), line.end())) << '\n';
        }
        return;
    }
    const auto name = failure.klass.value_or(std::string(class_name(failure.kind)));
    std::cerr << "hako: " << printable(name) << ": " << printable(failure.message) << '\n';
    if (failure.backtrace) {
        constexpr std::size_t most = 30;
        const auto& lines = *failure.backtrace;
        for (std::size_t i = 0; i < std::min(lines.size(), most); ++i) {
            std::cerr << "    from " << printable(lines[i]) << '\n';
        }
        if (lines.size() > most) std::cerr << "    … " << lines.size() - most << " more\n";
    }
    if (failure.details && !failure.details->is_nil()) std::cerr << "    details: " << failure.details->inspect(2000) << '\n';
}

void print_result(const Result& result, ShowValue show, const std::string& guest) {
    const auto& execution = result.execution();
    const bool value_follows =
        result && (show == ShowValue::with_arrow || (show == ShowValue::unless_nil && !execution.value.is_nil()));
    std::cout << execution.stdout_text();
    if (value_follows) end_line(std::cout, execution.stdout_text());
    flush_output();

    std::cerr << execution.stderr_text();
    if (!result || execution.stdout_truncated() || execution.stderr_truncated()) end_line(std::cerr, execution.stderr_text());
    if (execution.stdout_truncated()) std::cerr << "hako: standard output was cut at its limit (--stdout-limit)\n";
    if (execution.stderr_truncated()) std::cerr << "hako: standard error was cut at its limit (--stderr-limit)\n";
    if (!result) print_failure(result.failure());

    if (value_follows) {
        std::cout << (show == ShowValue::with_arrow ? "=> " : "") << text_of(execution.value, guest) << '\n';
    }
    flush_output();
}

ExitCode exit_code_of(const Failure& failure) {
    switch (failure.kind) {
        case ErrorKind::trap:
        case ErrorKind::timeout:
        case ErrorKind::memory_limit:
        case ErrorKind::pool_timeout: return stopped;
        case ErrorKind::service: return service_failed;
        case ErrorKind::setup:
        case ErrorKind::module_not_built: return guest_unusable;
        case ErrorKind::argument:
        case ErrorKind::type: return wrong_usage;
        case ErrorKind::sandbox:
        case ErrorKind::bytecode:
        case ErrorKind::handler_exhausted:
        case ErrorKind::transport: break;
    }
    return script_failed;
}

ExitCode exit_code_of(const Result& result) { return result ? success : exit_code_of(result.failure()); }

Failure failure_of(const std::exception& e) {
    if (const auto* error = dynamic_cast<const Error*>(&e)) return error->failure();
    Failure failure;
    failure.message = e.what();
    const bool misuse =
        dynamic_cast<const std::invalid_argument*>(&e) != nullptr || dynamic_cast<const UsageError*>(&e) != nullptr;
    if (misuse) failure.kind = dynamic_cast<const TypeError*>(&e) != nullptr ? ErrorKind::type : ErrorKind::argument;
    return failure;
}

}  // namespace hako::command
