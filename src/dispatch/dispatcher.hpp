// Answers the service calls of one invocation.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "dispatch/directory.hpp"
#include "dispatch/handle_table.hpp"
#include "hako/call.hpp"
#include "wire/envelopes.hpp"

namespace hako::dispatch {

/// The way back into the guest while it waits for an answer.
class BlockRunner {
   public:
    virtual ~BlockRunner() = default;
    /// Runs the innermost block with these encoded arguments and puts its answer into `response`. False when the guest
    /// was stopped.
    virtual bool run_block(std::string_view arguments, std::string& response) = 0;
    /// Ends the invocation as a trap with this text.
    virtual void stop(std::string message) = 0;
};

/// One per invocation; used on one thread. Calls nest as the script's blocks call again.
class Dispatcher final : wire::Decoder::Handles, wire::Encoder::ObjectIds {
   public:
    /// `directory` names the services of the sandbox, `own` those that this invocation brought; all outlive this.
    Dispatcher(const Directory& directory, const Directory& own, BlockRunner& runner, HandleTable& table,
               detail::ContextPointer context);
    ~Dispatcher();
    Dispatcher(const Dispatcher&) = delete;
    Dispatcher& operator=(const Dispatcher&) = delete;

    void set_deadline(std::optional<std::chrono::steady_clock::time_point> deadline) { deadline_ = deadline; }

    /// Answers the encoded request, and returns the encoded response, valid until the next call; nothing when the
    /// invocation was stopped meanwhile.
    std::optional<std::string_view> answer(std::string_view request);

    /// Gives ids to objects among the arguments of run. Throws SandboxError for an unwrappable object,
    /// HandlerExhaustedError when the table is full. [B-34, B-43]
    wire::Encoder::ObjectIds& object_ids() { return *this; }
    /// Restores the handles of a result. Throws SandboxError for an id that was not given out. [B-37]
    wire::Decoder::Handles& handles() { return *this; }

   private:
    class Blocks;
    struct Frame;

    std::uint32_t id_of(const Object& object) override;
    Value resolve(std::uint32_t id) override;

    void answer_in(Frame& frame);
    const Object& target_of(const Frame& frame, std::string_view& name) const;
    Value call(Frame& frame, const Object& target, std::string_view name);
    void respond_with(Frame& frame, Value result);
    Value yield(std::uint64_t serial, const Array& arguments);

    const Directory& directory_;
    const Directory& own_;
    BlockRunner& runner_;
    HandleTable& table_;
    detail::ContextPointer context_;
    std::optional<std::chrono::steady_clock::time_point> deadline_;
    std::thread::id thread_ = std::this_thread::get_id();
    std::shared_ptr<Blocks> blocks_;              // made when the first block comes
    std::vector<std::unique_ptr<Frame>> frames_;  // kept for their buffers; depth_ of them are in use
    std::size_t depth_ = 0;
    std::uint64_t next_serial_ = 1;
    bool stopped_ = false;
};

}  // namespace hako::dispatch
