//! Raw SQL of a package.
