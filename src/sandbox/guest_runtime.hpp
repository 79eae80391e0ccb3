// A guest that is loaded: its module, the states in which invocations start, and the instances that serve them.
#pragma once

#include <algorithm>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

#include "engine/instance_pool.hpp"
#include "engine/module_cache.hpp"
#include "hako/sandbox.hpp"

namespace hako::sandbox {

/// Limits of calls into a guest that are not the script's own: allocation of buffers, fetching the outcome, the version
/// probe. They bound what a hostile module can do there; `timeout` is the script's: they allow as much, and never too little.
engine::Limits housekeeping_limits(std::optional<std::chrono::duration<double>> timeout);

/// The limits of an invocation.
engine::Limits limits_of(const Options& options);

/// What services and snippets amount to: how an invocation with them begins. Immutable; shared by sandboxes that have the
/// same. [guest-abi.md § 10]
struct Setup {
    enum class Kind {
        plain,   // the guest is told everything in each invocation
        primed,  // it is told the script only; services and snippets are in the state
        failed,  // a snippet failed: every invocation has this outcome
    };
    Kind kind = Kind::plain;
    std::shared_ptr<const engine::State> state;  // null: the guest's base
    std::string outcome;                         // of a failed one
    std::uint64_t memory_growth = 0;             // bytes that priming took
};

/// Thread-safe.
class GuestRuntime {
   public:
    explicit GuestRuntime(std::shared_ptr<const engine::Module> module) : module_(std::move(module)) {}

    /// Takes the state that the guest boots into from the cache. False when it isn't there: then boot() has to follow.
    bool load();
    /// Boots the guest, where that can be done once and for all. Throws engine::ModuleError.
    void boot();

    const engine::Module& module() const { return *module_; }

    /// The setup for these frames: known, or made now by running the guest under the limits of `options`. One that isn't
    /// the same for every invocation (it calls services, prints, reads a real clock, or is stopped) is plain. `origin`: of
    /// setups that aren't made here.
    std::shared_ptr<const Setup> setup(std::string_view preamble_frame, std::string_view snippets_frame, const Options& options,
                                       std::string_view origin = {});
    /// The setup without services and snippets, on which code can be checked.
    std::shared_ptr<const Setup> bare();
    /// By how many bytes memory has grown in `state`, which is one of this guest.
    std::uint64_t growth_in(const engine::State& state) const {
        return state.memory_size - std::min(state.memory_size, base_->new_size);
    }
    /// Whether state can be kept from one invocation to the next.
    bool has_sessions() const { return primable_ && module_->has(engine::Export::session_eval); }
    /// The setup of invocations that bring everything along.
    const std::shared_ptr<const Setup>& plain() const { return plain_; }

    /// Makes `setup` known for these frames and options to those who name its origin, and to nobody else: it is believed
    /// as it is.
    void adopt(std::string_view preamble_frame, std::string_view snippets_frame, const Options& options, std::string_view origin,
               std::shared_ptr<const Setup> setup);

    /// The state that setups differ from; null for a guest that isn't put back.
    const engine::BaseState* base() const { return base_.get(); }
    /// What identifies that state.
    const std::string& base_checksum() const;

    /// Whether a snippet was seen to compile.
    bool compiles(std::string_view name, std::string_view code);
    void note_compiles(std::string_view name, std::string_view code);

    /// An instance in `state` (null: the base) for one invocation, whose memory hasn't grown by more than `growth`; `world` is
    /// what it sees. Throws engine::ModuleError.
    std::unique_ptr<engine::Instance> take(const std::shared_ptr<const engine::State>& state, wasi::World& world,
                                           std::optional<std::uint64_t> growth, const engine::Limits& limits);
    /// To be called when the invocation has ended, however it did. Whether it had written to much more memory than usual, and the
    /// instance is there for the next one.
    bool give_back(std::unique_ptr<engine::Instance> instance);
    /// The same, where the present state is to be had again. For guests with sessions, after an invocation that wasn't
    /// stopped.
    std::shared_ptr<const engine::State> keep(std::unique_ptr<engine::Instance> instance);
    /// The same after a call that was no invocation, and wrote to pages that invocations don't.
    void give_back_cool(std::unique_ptr<engine::Instance> instance);

   private:
    bool can_have_base() const;
    bool can_be_primed() const { return module_->has(engine::Export::prime) && module_->has(engine::Export::take_outcome); }
    std::shared_ptr<const engine::BaseState> state_after(engine::Export step, std::string_view input) const;
    bool make_booted_base();
    bool make_primed_base();
    void make_new_base();
    void use_primed_base(std::shared_ptr<const engine::BaseState> base);
    bool load_base(const engine::ModuleCache& cache);
    void store_base(const engine::ModuleCache& cache) const;
    std::shared_ptr<const Setup> prime(std::string_view preamble_frame, std::string_view snippets_frame, const Options& options);
    void remember(std::string frames, std::shared_ptr<const Setup> setup);
    bool reusable() const { return base_ != nullptr; }

    std::shared_ptr<const engine::Module> module_;
    std::shared_ptr<const engine::BaseState> base_;
    bool primable_ = false;
    std::shared_ptr<const Setup> plain_ = std::make_shared<const Setup>();
    engine::InstancePool idle_;
    mutable std::once_flag checksum_once_;
    mutable std::string base_checksum_;

    // Setups by their frames, the ones asked for last in front.
    struct Known {
        std::string frames;
        std::shared_ptr<const Setup> setup;
    };
    static constexpr std::size_t keep_setups = 64;
    std::mutex mutex_;
    std::list<Known> recent_;
    std::unordered_map<std::string_view, std::list<Known>::iterator> by_frames_;
    // Hashes of snippets that compile. One that is taken for another fails when it runs instead.
    static constexpr std::size_t keep_checked = 16'384;
    std::unordered_set<std::uint64_t> checked_;
};

}  // namespace hako::sandbox
