// What a sandbox's scripts find: services and snippets, and the seal that ends their registration.
#pragma once

#include <algorithm>
#include <atomic>
#include <deque>
#include <string>
#include <vector>

#include "dispatch/directory.hpp"
#include "guests/source.hpp"
#include "hako/sandbox.hpp"
#include "wire/envelopes.hpp"

namespace hako {

/// Open for registration by one thread at a time until sealed; then immutable and read by any number.
struct Namespace::Catalogue {
    explicit Catalogue(guests::Naming allowed_names) : naming(allowed_names) {}

    const guests::Naming naming;
    dispatch::Directory directory;
    std::vector<wire::Snippet> snippets;
    std::deque<Namespace> namespaces;  // handed out by reference

    bool sealed() const { return sealed_.load(std::memory_order_acquire); }
    /// Throws ArgumentError "cannot <what> after first Sandbox invocation" when sealed. [E-18, E-35, E-45]
    void check_open(std::string_view what) const;

    /// Throws ArgumentError for a bad or taken name. [E-34]
    void check_snippet_name(std::string_view name) const;
    /// Stdin frames 1 and 3, as they would be if it were sealed now.
    std::pair<std::string, std::string> frames() const;
    /// Ends registration; encodes what invocations send.
    void seal();
    /// Payload of stdin frame 1 with the members that one invocation adds.
    std::string preamble_with(const dispatch::Directory& own) const;
    /// Complete stdin frames 1 and 3, once sealed.
    const std::string& preamble_frame() const { return preamble_frame_; }
    const std::string& snippets_frame() const { return snippets_frame_; }

   private:
    std::atomic<bool> sealed_ = false;
    std::string preamble_frame_;
    std::string snippets_frame_;
};

}  // namespace hako
