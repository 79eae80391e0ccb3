//! Nothing: the package is there for its Cargo.lock.
