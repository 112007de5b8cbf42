//! Who is trusted.
