// Base states, priming, and the lease of instances.
#include "sandbox/guest_runtime.hpp"

#include <algorithm>
#include <functional>

#include "engine/saved_state.hpp"
#include "wire/codec.hpp"
#include "wire/envelopes.hpp"

namespace hako::sandbox {

namespace {

std::optional<std::uint64_t> count(const std::optional<Bytes>& size) {
    return size ? std::optional(static_cast<std::uint64_t>(size->count())) : std::nullopt;
}

/// Ends the priming that calls a service.
class Refusal final : public engine::DispatchHandler {
   public:
    explicit Refusal(engine::Instance& instance) : instance_(instance) {}
    std::optional<std::uint64_t> dispatch(std::uint32_t, std::uint32_t) override {
        instance_.stop_with({engine::Stop::Kind::trap, "a snippet calls a service"});
        return std::nullopt;
    }

   private:
    engine::Instance& instance_;
};

std::uint64_t hash_of(std::string_view name, std::string_view code) {
    constexpr std::uint64_t odd = 0x9e37'79b9'7f4a'7c15;
    return std::hash<std::string_view>()(name) * odd ^ std::hash<std::string_view>()(code);
}

std::string key_of(std::string_view preamble_frame, std::string_view snippets_frame, const Options& options,
                   std::string_view origin) {
    std::string key(preamble_frame);
    key += snippets_frame;
    // What a snippet reads of clocks and random bytes is the same every time in one profile only.
    key += options.profile == Profile::permissive ? "p" : "h";
    key += origin;
    return key;
}

std::string empty_frame() {
    static constexpr std::string_view empty_array = "\x90";
    return wire::frame_header(empty_array.size()) + std::string(empty_array);
}

}  // namespace

engine::Limits housekeeping_limits(std::optional<std::chrono::duration<double>> timeout) {
    constexpr std::uint64_t growth = std::uint64_t{64} << 20;  // several times the largest payload
    // The script's time starts at its entry, so a short one must not run out before. [B-01]
    constexpr std::chrono::duration<double> least = std::chrono::seconds(5);
    if (timeout) timeout = std::max(*timeout, least);
    return {.timeout = timeout, .growth = growth};
}

engine::Limits limits_of(const Options& options) { return {options.timeout, count(options.memory_limit)}; }

bool GuestRuntime::can_have_base() const {
    // An image is looked through page by page: what is larger than this isn't worth it.
    constexpr std::uint64_t largest_image = std::uint64_t{256} << 20;
    return module_->preparation().reusable() && module_->has_memory() && module_->declarations().initial_memory <= largest_image;
}

bool GuestRuntime::load() { return can_have_base() && can_be_primed() && load_base(engine::ModuleCache::of_user()); }

void GuestRuntime::boot() {
    if (!can_have_base()) return;
    if (!make_booted_base() && !make_primed_base()) make_new_base();
    // Others have next to nothing to do when they boot.
    if (primable_) store_base(engine::ModuleCache::of_user());
}

/// The state after `step` on a new instance, which has `input` to read. Null when the guest lacks the step, fails at it, or shows
/// what has to be the same for every invocation to its surroundings.
std::shared_ptr<const engine::BaseState> GuestRuntime::state_after(engine::Export step, std::string_view input) const {
    if (!module_->has(step)) return nullptr;
    const auto limits = housekeeping_limits(std::chrono::seconds(10));
    wasi::World world;
    engine::Instance instance(*module_, world, limits);
    if (world.has_effects || world.has_read_input) return nullptr;
    world.in.append(input);
    Refusal refusal(instance);
    instance.set_dispatch_handler(&refusal);
    instance.arm(limits);
    const auto result = instance.call(step);
    instance.disarm();
    if (result != 0 || instance.stopped() || world.has_effects) return nullptr;
    return std::make_shared<engine::BaseState>(instance.base_state());
}

bool GuestRuntime::make_booted_base() {
    if (!can_be_primed()) return false;
    base_ = state_after(engine::Export::boot, {});
    primable_ = base_ != nullptr;
    return primable_;
}

bool GuestRuntime::make_primed_base() {
    if (!can_be_primed()) return false;
    const auto frames = empty_frame() + empty_frame();
    if (auto base = state_after(engine::Export::prime, frames)) use_primed_base(std::move(base));
    return primable_;
}

void GuestRuntime::make_new_base() {
    wasi::World world;
    const engine::Instance instance(*module_, world, housekeeping_limits(std::chrono::seconds(10)));
    // A guest that looks at its surroundings as soon as it is made has to be made anew each time.
    if (!world.has_effects && !world.has_read_input) base_ = std::make_shared<engine::BaseState>(instance.base_state());
}

void GuestRuntime::use_primed_base(std::shared_ptr<const engine::BaseState> base) {
    base_ = std::move(base);
    primable_ = true;
    auto bare = std::make_shared<Setup>();
    bare->kind = Setup::Kind::primed;
    const auto frame = empty_frame();
    remember(key_of(frame, frame, {}, {}), std::move(bare));
    // What the plain setup begins with is then another state, before priming.
    wasi::World world;
    const engine::Instance fresh(*module_, world, housekeeping_limits(std::chrono::seconds(10)));
    auto plain = std::make_shared<Setup>();
    plain->state = std::make_shared<engine::State>(fresh.state_from(*base_));
    plain_ = std::move(plain);
}

bool GuestRuntime::load_base(const engine::ModuleCache& cache) {
    using Kind = engine::ModuleCache::Kind;
    const auto cached = cache.load(module_->hash(), module_->engine().fingerprint(), Kind::image);
    if (!cached) return false;
    engine::ByteReader reader(cached->content());
    auto base = engine::read_base(reader, *module_);
    if (!base) return false;
    if (!module_->has(engine::Export::boot)) {
        use_primed_base(std::move(base));
    } else {
        base_ = std::move(base);
        primable_ = true;
    }
    return true;
}

void GuestRuntime::store_base(const engine::ModuleCache& cache) const {
    std::string bytes;
    engine::ByteWriter writer(bytes);
    engine::write_base(writer, *base_);
    cache.store(module_->hash(), module_->engine().fingerprint(), bytes, engine::ModuleCache::Kind::image);
}

std::shared_ptr<const Setup> GuestRuntime::bare() {
    const auto frame = empty_frame();
    return setup(frame, frame, {});
}

std::shared_ptr<const Setup> GuestRuntime::setup(std::string_view preamble_frame, std::string_view snippets_frame,
                                                 const Options& options, std::string_view origin) {
    if (!primable_) return plain_;
    auto frames = key_of(preamble_frame, snippets_frame, options, origin);
    {
        const std::lock_guard lock(mutex_);
        if (const auto found = by_frames_.find(frames); found != by_frames_.end()) {
            recent_.splice(recent_.begin(), recent_, found->second);
            return recent_.front().setup;
        }
    }
    auto made = prime(preamble_frame, snippets_frame, options);
    // Whether a setup that was stopped is plain depends on the limits, which aren't part of what it is known by.
    if (made->kind == Setup::Kind::plain) return made;
    const std::lock_guard lock(mutex_);
    if (const auto found = by_frames_.find(frames); found != by_frames_.end()) return found->second->setup;
    remember(std::move(frames), made);
    return made;
}

void GuestRuntime::adopt(std::string_view preamble_frame, std::string_view snippets_frame, const Options& options,
                         std::string_view origin, std::shared_ptr<const Setup> setup) {
    auto frames = key_of(preamble_frame, snippets_frame, options, origin);
    const std::lock_guard lock(mutex_);
    if (!by_frames_.contains(frames)) remember(std::move(frames), std::move(setup));
}

const std::string& GuestRuntime::base_checksum() const {
    std::call_once(checksum_once_, [this] {
        if (!base_) return;
        std::string bytes;
        engine::ByteWriter writer(bytes);
        engine::write_base(writer, *base_);
        base_checksum_ = engine::sha256_hex(bytes);
    });
    return base_checksum_;
}

void GuestRuntime::remember(std::string frames, std::shared_ptr<const Setup> setup) {
    recent_.push_front({std::move(frames), std::move(setup)});
    by_frames_.emplace(recent_.front().frames, recent_.begin());
    if (recent_.size() > keep_setups) {
        by_frames_.erase(recent_.back().frames);
        recent_.pop_back();
    }
}

std::shared_ptr<const Setup> GuestRuntime::prime(std::string_view preamble_frame, std::string_view snippets_frame,
                                                 const Options& options) {
    using engine::Export;
    wasi::World world{
        .in = {}, .out = wasi::Capture(0), .err = wasi::Capture(0), .permissive = options.profile == Profile::permissive};
    world.in.append(preamble_frame);
    world.in.append(snippets_frame);
    const auto limits = limits_of(options);
    auto unprimed = plain_;
    auto instance = take(unprimed->state, world, limits.growth, limits);
    Refusal refusal(*instance);
    instance->set_dispatch_handler(&refusal);
    const auto faults = instance->fault_scope();
    instance->arm(limits);
    const auto result = instance->call(Export::prime);
    const auto used = instance->disarm();
    if (!result || instance->stopped() || world.has_effects) return unprimed;

    auto made = std::make_shared<Setup>();
    made->memory_growth = used.memory_growth;
    if (*result == 0) {
        made->kind = Setup::Kind::primed;
        made->state = instance->keep();
        instance->cool();
        idle_.give_back(std::move(instance));
        return made;
    }
    instance->arm(housekeeping_limits(options.timeout));
    const auto packed = instance->call(Export::take_outcome);
    instance->disarm();
    if (!packed || instance->stopped()) return unprimed;
    const auto outcome = instance->range(static_cast<std::uint32_t>(*packed >> 32), static_cast<std::uint32_t>(*packed));
    if (!outcome || outcome->empty() || outcome->front() != 2 || outcome->size() > wire::max_payload) return unprimed;
    made->kind = Setup::Kind::failed;
    made->outcome.assign(outcome->begin(), outcome->end());
    give_back_cool(std::move(instance));
    return made;
}

bool GuestRuntime::compiles(std::string_view name, std::string_view code) {
    const auto hash = hash_of(name, code);
    const std::lock_guard lock(mutex_);
    return checked_.contains(hash);
}

void GuestRuntime::note_compiles(std::string_view name, std::string_view code) {
    const auto hash = hash_of(name, code);
    const std::lock_guard lock(mutex_);
    if (checked_.size() >= keep_checked) checked_.clear();
    checked_.insert(hash);
}

std::unique_ptr<engine::Instance> GuestRuntime::take(const std::shared_ptr<const engine::State>& state, wasi::World& world,
                                                     std::optional<std::uint64_t> growth, const engine::Limits& limits) {
    if (!reusable()) return std::make_unique<engine::Instance>(*module_, world, limits);
    auto instance = idle_.take(state, growth);
    if (!instance) {
        instance = std::make_unique<engine::Instance>(*module_, base_);
        if (!instance->enter(state)) throw engine::ModuleError("no memory left for another instance");
    }
    instance->set_world(world);
    return instance;
}

bool GuestRuntime::give_back(std::unique_ptr<engine::Instance> instance) {
    if (!instance || !instance->put_back()) return false;
    const bool unusual = instance->was_unusual();
    idle_.give_back(std::move(instance));
    return unusual;
}

std::shared_ptr<const engine::State> GuestRuntime::keep(std::unique_ptr<engine::Instance> instance) {
    auto state = instance->keep();
    idle_.give_back(std::move(instance));
    return state;
}

void GuestRuntime::give_back_cool(std::unique_ptr<engine::Instance> instance) {
    if (!instance || !instance->put_back()) return;
    instance->cool();
    idle_.give_back(std::move(instance));
}

}  // namespace hako::sandbox
