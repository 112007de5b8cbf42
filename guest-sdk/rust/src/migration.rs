/// Declares what a migration is and does; once in a crate.
///
/// | field | value | |
/// |---|---|---|
/// | `id` | text | unique in its package |
/// | `revises` | `["id", …]` | the revisions this one follows; without, it is a base; several make a merge |
/// | `depends_on` | `["id", "package@id", …]` | revisions that must be applied before |
/// | `labels` | `["name", …]` | names for the branch that begins here |
/// | `package` | text | whose chain this is; without, the application's own |
/// | `message` | text | one line for people |
/// | `created` | text | when it was written, RFC 3339 |
/// | `transaction` | [`Transaction`](crate::types::Transaction) | `Transaction::None`: each operation commits by itself |
/// | `upgrade` | `fn() -> Result` | must be there |
/// | `downgrade` | `fn() -> Result` | without, there is no way back past this revision |
///
/// Fields come in any order. All but `id` and `upgrade` may be left out.
///
/// ```
/// use mighost_guest::prelude::*;
///
/// migration! {
///     id: "20260105_145517",
///     revises: ["20260105_000000"],
///     message: "Add allow_unverified_email_login to Configuracion",
///     upgrade: upgrade,
///     downgrade: downgrade,
/// }
///
/// fn upgrade() -> Result {
///     alter_table("configuracion").add(boolean("allow_unverified_email_login").not_null().default(false)).run()
/// }
///
/// fn downgrade() -> Result {
///     alter_table("configuracion").drop("allow_unverified_email_login").run()
/// }
/// # fn main() {}
/// ```
#[macro_export]
macro_rules! migration {
    ($($field:ident: $value:expr),+ $(,)?) => {
        #[doc(hidden)]
        struct MighostMigration;

        const _: () = {
            const STEPS: $crate::support::Steps = {
                let steps = $crate::support::Steps { upgrade: None, downgrade: None };
                $(let steps = $crate::__migration_step!(steps, $field, $value);)+
                steps
            };
            const UPGRADE: fn() -> $crate::Result = match STEPS.upgrade {
                Some(upgrade) => upgrade,
                None => panic!("migration!: `upgrade` is missing; say `upgrade: upgrade` and write `fn upgrade() -> Result`"),
            };

            impl $crate::support::Guest for MighostMigration {
                fn describe() -> $crate::types::Description {
                    #[allow(unused_mut)]
                    let mut description = $crate::support::description(STEPS.downgrade.is_some());
                    $($crate::__migration_field!(description, $field, $value);)+
                    description
                }

                fn upgrade() -> $crate::Result {
                    $crate::support::prepare();
                    UPGRADE()
                }

                fn downgrade() -> $crate::Result {
                    $crate::support::prepare();
                    match STEPS.downgrade {
                        Some(downgrade) => downgrade(),
                        None => Ok(()),
                    }
                }
            }
        };

        $crate::bindings::export!(MighostMigration with_types_in $crate::bindings);
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __migration_step {
    ($steps:ident, upgrade, $value:expr) => {
        $crate::support::Steps { upgrade: Some($value), ..$steps }
    };
    ($steps:ident, downgrade, $value:expr) => {
        $crate::support::Steps { downgrade: Some($value), ..$steps }
    };
    ($steps:ident, $field:ident, $value:expr) => {
        $steps
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __migration_field {
    ($description:ident, id, $value:expr) => {{
        const ID: &str = $crate::support::checked_id($value);
        $description.id = ::std::string::String::from(ID);
    }};
    ($description:ident, revises, $value:expr) => {
        $description.revises = $crate::support::owned(&$value)
    };
    ($description:ident, depends_on, $value:expr) => {
        $description.depends_on = $crate::support::owned(&$value)
    };
    ($description:ident, labels, $value:expr) => {
        $description.labels = $crate::support::owned(&$value)
    };
    ($description:ident, package, $value:expr) => {
        $description.package = Some(::std::string::String::from($value))
    };
    ($description:ident, message, $value:expr) => {
        $description.message = Some(::std::string::String::from($value))
    };
    ($description:ident, created, $value:expr) => {
        $description.created = Some(::std::string::String::from($value))
    };
    ($description:ident, transaction, $value:expr) => {
        $description.transaction = $value
    };
    ($description:ident, upgrade, $value:expr) => {};
    ($description:ident, downgrade, $value:expr) => {};
    ($description:ident, $field:ident, $value:expr) => {
        ::core::compile_error!(::core::concat!(
            "migration!: unknown field `",
            ::core::stringify!($field),
            "`; the fields are id, revises, depends_on, labels, package, message, created, transaction, upgrade, downgrade"
        ));
    };
}

/// What the macros of this crate expand to; not for use by hand.
#[doc(hidden)]
pub mod support {
    pub use crate::bindings::exports::mighost::migration::revision::Guest;
    pub use crate::name::owned;
    pub use crate::runtime::prepare;
    use crate::types::{Description, Transaction};

    #[derive(Clone, Copy)]
    pub struct Steps {
        pub upgrade: Option<fn() -> crate::Result>,
        pub downgrade: Option<fn() -> crate::Result>,
    }

    pub fn description(has_downgrade: bool) -> Description {
        Description {
            package: None,
            id: String::new(),
            revises: Vec::new(),
            depends_on: Vec::new(),
            labels: Vec::new(),
            message: None,
            created: None,
            transaction: Transaction::Step,
            has_downgrade,
        }
    }

    /// Refuses at compile time what the host would refuse later.
    #[allow(clippy::panic, reason = "the only way to stop a compilation from a const")]
    pub const fn checked_id(id: &str) -> &str {
        let bytes = id.as_bytes();
        // 255 bytes are what a key column holds on every database.
        if bytes.is_empty() || bytes.len() > 255 {
            panic!("migration!: `id` must have 1 to 255 bytes");
        }
        if bytes[0] == b'-' {
            panic!("migration!: `id` must not begin with `-`");
        }
        let mut place = 0;
        while place < bytes.len() {
            if matches!(bytes[place], b'@' | b'+' | b':' | b',' | b'/' | 0..=b' ' | 0x7f) {
                panic!("migration!: `id` must have no white space and none of `@ + : , /`");
            }
            place += 1;
        }
        id
    }
}
