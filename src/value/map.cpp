// Implements hako::Map, with the hash of values on which it stands.
#include <algorithm>
#include <bit>
#include <cmath>

#include "hako/service.hpp"
#include "hako/value.hpp"
#include "value/hash.hpp"

namespace hako {

namespace {

// Up to here comparing one key after the other is faster than hashing.
constexpr std::size_t largest_unindexed = 8;

bool is_container(const Value& key) { return key.is_array() || key.is_map(); }

std::uint32_t short_hash(const Value& key) { return static_cast<std::uint32_t>(key.hash()); }

std::uint64_t cell_of(std::size_t position, std::uint32_t hash) { return (std::uint64_t{hash} << 32) | (position + 1); }
std::uint32_t hash_in(std::uint64_t cell) { return static_cast<std::uint32_t>(cell >> 32); }
std::size_t position_in(std::uint64_t cell) { return static_cast<std::uint32_t>(cell) - 1; }

/// Puts a cell into the first free place after its own; there is one.
void place(std::vector<std::uint64_t>& index, std::uint64_t cell) {
    const std::size_t mask = index.size() - 1;
    std::size_t at = hash_in(cell) & mask;
    while (index[at] != 0) at = (at + 1) & mask;
    index[at] = cell;
}

}  // namespace

Map::Map() = default;
Map::Map(const Map&) = default;
Map::Map(Map&&) noexcept = default;
Map& Map::operator=(const Map&) = default;
Map& Map::operator=(Map&&) noexcept = default;
Map::~Map() = default;

Map::Map(std::initializer_list<std::pair<Value, Value>> entries) {
    reserve(entries.size());
    for (const auto& [key, value] : entries) set(key, value);
}

std::size_t Map::size() const { return entries_.size(); }
bool Map::empty() const { return entries_.empty(); }
Map::const_iterator Map::begin() const { return entries_.begin(); }
Map::const_iterator Map::end() const { return entries_.end(); }

void Map::set(Value key, Value value) {
    const bool indexing = !index_.empty() || entries_.size() >= largest_unindexed || is_container(key);
    if (indexing && index_.empty()) rebuild_index();
    const std::uint32_t hash = indexing ? short_hash(key) : 0;
    const std::size_t at = indexing ? position(key, hash) : position(key);
    if (at < entries_.size()) {
        entries_[at].value = std::move(value);
        return;
    }
    entries_.push_back({std::move(key), std::move(value)});
    if (indexing) index_entry(at, hash);
}

const Value* Map::find(const Value& key) const {
    const std::size_t at = position(key);
    return at < entries_.size() ? &entries_[at].value : nullptr;
}

Value* Map::find(const Value& key) { return const_cast<Value*>(std::as_const(*this).find(key)); }

bool Map::erase(const Value& key) {
    const std::size_t at = position(key);
    if (at == entries_.size()) return false;
    entries_.erase(entries_.begin() + static_cast<std::ptrdiff_t>(at));
    if (!index_.empty()) rebuild_index();
    return true;
}

void Map::reserve(std::size_t count) {
    entries_.reserve(count);
    if (count > largest_unindexed) {
        if (index_.empty()) rebuild_index();
        grow_index(count);
    }
}

bool operator==(const Map& a, const Map& b) {
    // Plain loops: few frames for each level let deep values compare on an ordinary stack.
    if (a.size() != b.size()) return false;
    if (a.index_.empty() || b.index_.empty()) {
        for (const auto& [key, value] : a.entries_) {
            const auto* other = b.find(key);
            if (other == nullptr || !(value == *other)) return false;
        }
        return true;
    }
    // The hashes that stand in one index serve for the other, so that nested keys are not hashed again at each level.
    for (const std::uint64_t cell : a.index_) {
        if (cell == 0) continue;
        const auto& [key, value] = a.entries_[position_in(cell)];
        const std::size_t at = b.position(key, hash_in(cell));
        if (at == b.size() || !(value == b.entries_[at].value)) return false;
    }
    return true;
}

std::size_t Map::position(const Value& key) const {
    if (!index_.empty()) return position(key, short_hash(key));
    const auto found = std::ranges::find_if(entries_, [&](const Entry& entry) { return entry.key == key; });
    return static_cast<std::size_t>(found - entries_.begin());
}

std::size_t Map::position(const Value& key, std::uint32_t hash) const {
    const std::size_t mask = index_.size() - 1;
    for (std::size_t at = hash & mask; index_[at] != 0; at = (at + 1) & mask) {
        if (hash_in(index_[at]) == hash && entries_[position_in(index_[at])].key == key) return position_in(index_[at]);
    }
    return entries_.size();
}

void Map::index_entry(std::size_t at, std::uint32_t hash) {
    grow_index(at + 1);
    place(index_, cell_of(at, hash));
}

/// Makes the index large enough for `count` entries: at most half of the cells in use.
void Map::grow_index(std::size_t count) {
    if (count * 2 <= index_.size()) return;
    std::vector<std::uint64_t> larger(std::bit_ceil(count * 2), 0);
    for (const std::uint64_t cell : index_) {
        if (cell != 0) place(larger, cell);
    }
    index_ = std::move(larger);
}

void Map::rebuild_index() {
    index_.assign(std::bit_ceil(std::max((entries_.size() + 1) * 2, 2 * largest_unindexed)), 0);
    for (std::size_t i = 0; i < entries_.size(); ++i) place(index_, cell_of(i, short_hash(entries_[i].key)));
}

namespace {

/// Feeds a value into a hash, its type first.
class Absorb {
   public:
    explicit Absorb(detail::KeyedHash& hash) : hash_(hash) {}
    void operator()(std::monostate) { hash_.word(0); }
    void operator()(bool b) { hash_.word(b ? 2 : 1); }
    void operator()(std::int64_t n) { tagged(3, static_cast<std::uint64_t>(n)); }
    void operator()(std::uint64_t n) { tagged(4, n); }
    void operator()(double x) {
        // All NaNs are equal.
        tagged(5, std::bit_cast<std::uint64_t>(std::isnan(x) ? std::numeric_limits<double>::quiet_NaN() : x));
    }
    void operator()(const std::string& text) { tagged(6, text); }
    void operator()(const Binary& bytes) { tagged(7, bytes.bytes()); }
    void operator()(const Symbol& symbol) { tagged(8, symbol.name()); }
    void operator()(const Object& object) { tagged(9, reinterpret_cast<std::uintptr_t>(object.instance())); }
    void operator()(Handle handle) { tagged(10, handle.id()); }
    void operator()(const Array& array) {
        tagged(11, array.size());
        for (const auto& element : array) element.visit(*this);
    }
    void operator()(const Map& map) { tagged(12, map.hash()); }

   private:
    void tagged(std::uint64_t tag, std::uint64_t word) {
        hash_.word(tag);
        hash_.word(word);
    }
    void tagged(std::uint64_t tag, const std::string& bytes) {
        hash_.word(tag);
        hash_.bytes(bytes);
    }
    detail::KeyedHash& hash_;
};

}  // namespace

std::size_t Map::hash() const {
    // The order of the entries doesn't count, hence a sum. Half a hash stands for a key, because the index keeps that
    // much.
    std::uint64_t sum = 0;
    const auto add = [&](std::uint32_t key_hash, const Value& value) {
        detail::KeyedHash entry;
        entry.word(key_hash);
        value.visit(Absorb(entry));
        sum += entry.finish();
    };
    if (index_.empty()) {
        for (const auto& [key, value] : entries_) add(short_hash(key), value);
    } else {
        for (const std::uint64_t cell : index_) {
            if (cell != 0) add(hash_in(cell), entries_[position_in(cell)].value);
        }
    }
    return sum ^ entries_.size();
}

std::size_t Value::hash() const {
    detail::KeyedHash hash;
    visit(Absorb(hash));
    return hash.finish();
}

}  // namespace hako
