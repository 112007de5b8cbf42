//! The contract as this host knows it, read once from the WIT files it was built with.

use crate::Error;
use std::sync::OnceLock;
use wit_parser::{Function, InterfaceId, PackageId, Resolve, SizeAlign, SourceMap, WorldId, WorldKey};

/// The package of the contract.
pub(crate) const PACKAGE: &str = "mighost:migration";
/// The contract's version this host speaks, as people say it: patch releases only add.
pub(crate) const VERSION: &str = "0.1";

const FILES: [(&str, &str); 10] = [
    ("context.wit", include_str!("../../../wit/context.wit")),
    ("data.wit", include_str!("../../../wit/data.wit")),
    ("ddl.wit", include_str!("../../../wit/ddl.wit")),
    ("inspect.wit", include_str!("../../../wit/inspect.wit")),
    ("report.wit", include_str!("../../../wit/report.wit")),
    ("revision.wit", include_str!("../../../wit/revision.wit")),
    ("script.wit", include_str!("../../../wit/script.wit")),
    ("sql.wit", include_str!("../../../wit/sql.wit")),
    ("types.wit", include_str!("../../../wit/types.wit")),
    ("world.wit", include_str!("../../../wit/world.wit")),
];

pub(crate) struct Contract {
    pub(crate) resolve: Resolve,
    pub(crate) package: PackageId,
    pub(crate) world: WorldId,
    pub(crate) sizes: SizeAlign,
}

impl Contract {
    pub(crate) fn get() -> Result<&'static Contract, Error> {
        static CONTRACT: OnceLock<Result<Contract, String>> = OnceLock::new();
        CONTRACT
            .get_or_init(|| Contract::load().map_err(|error| format!("{error:#}")))
            .as_ref()
            .map_err(Error::internal)
    }

    fn load() -> Result<Contract, Box<dyn std::error::Error + Send + Sync>> {
        let mut files = SourceMap::new();
        for (name, text) in FILES {
            files.push_str(name, text);
        }
        let mut resolve = Resolve::default();
        let group = files.parse().map_err(|(_, error)| error)?;
        let package = resolve.push_group(group)?;
        let world = resolve.select_world(&[package], Some("migration"))?;
        let mut sizes = SizeAlign::default();
        sizes.fill(&resolve);
        Ok(Contract { resolve, package, world, sizes })
    }

    /// The contract's version in full, as the WIT files say it.
    pub(crate) fn full_version(&self) -> String {
        self.resolve.packages[self.package].name.version.as_ref().map(ToString::to_string).unwrap_or_default()
    }

    pub(crate) fn interface(&self, name: &str) -> Result<InterfaceId, Error> {
        self.resolve.packages[self.package]
            .interfaces
            .get(name)
            .copied()
            .ok_or_else(|| Error::internal(format!("the contract has no interface `{name}`")))
    }

    pub(crate) fn function(&self, interface: &str, name: &str) -> Result<(WorldKey, &Function), Error> {
        let id = self.interface(interface)?;
        let function = self.resolve.interfaces[id]
            .functions
            .get(name)
            .ok_or_else(|| Error::internal(format!("the contract has no function `{interface}#{name}`")))?;
        Ok((WorldKey::Interface(id), function))
    }

    /// Whether this host knows the function of that interface.
    pub(crate) fn knows(&self, interface: &str, function: &str) -> bool {
        self.function(interface, function).is_ok()
    }
}

/// `mighost:migration/ddl@0.1.0` in its parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct InterfaceName<'a> {
    pub(crate) package: &'a str,
    pub(crate) interface: &'a str,
    pub(crate) version: Option<&'a str>,
}

impl<'a> InterfaceName<'a> {
    pub(crate) fn parse(name: &'a str) -> Option<InterfaceName<'a>> {
        let (path, version) = match name.split_once('@') {
            Some((path, version)) => (path, Some(version)),
            None => (name, None),
        };
        let (package, interface) = path.split_once('/')?;
        package.contains(':').then_some(InterfaceName { package, interface, version })
    }

    pub(crate) fn is_ours(&self) -> bool {
        self.package == PACKAGE
    }

    /// Whether the version is of the track that this host speaks: `0.1` or `0.1.x`, and no pre-release of it.
    pub(crate) fn is_spoken(&self) -> bool {
        let Some(patch) = self.version.and_then(|version| version.strip_prefix(VERSION)) else { return false };
        patch.is_empty()
            || patch.strip_prefix('.').is_some_and(|p| !p.is_empty() && p.bytes().all(|b| b.is_ascii_digit()))
    }
}
