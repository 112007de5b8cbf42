//! Artifacts and chains in OCI registries.
