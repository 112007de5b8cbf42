use crate::Limits;
use std::path::PathBuf;

/// How a [`Sandbox`](crate::Sandbox) is set up.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SandboxConfig {
    /// Where compiled components are kept; `None` keeps none, and every load compiles.
    ///
    /// What lies there is machine code that will be run, so the directory must belong to the user that runs the
    /// program and nobody else may write into it. It is made with mode 0700 where it doesn't exist. One that isn't
    /// safe isn't used: a warning says why, and everything works without it, only slower.
    pub cache_dir: Option<PathBuf>,
    /// The limits of loading and describing. A run has its own.
    pub limits: Limits,
}
