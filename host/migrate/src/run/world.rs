//! Everything that a run knows: the chain that it is about, and those of other packages that hang together with it.

use super::packages::{Packages, foreign, shown};
use super::plan::Step;
use super::work::{Known, Work};
use crate::Error;
use crate::book::State;
use crate::chain::Node;
use mighost_database::Connection;
use mighost_sandbox::Direction;
use std::collections::{BTreeMap, BTreeSet};

/// Chains by package, with what the database says of each.
#[derive(Clone, Debug, Default)]
pub(crate) struct World {
    chains: BTreeMap<String, Known>,
}

impl World {
    /// A world of one chain.
    pub(crate) fn of(package: &str, known: Known) -> World {
        World { chains: BTreeMap::from([(package.to_owned(), known)]) }
    }

    /// What is known of a package.
    pub(crate) fn chain(&self, package: &str) -> Result<&Known, Error> {
        self.chains.get(package).ok_or_else(|| Error::Internal(format!("{} isn't loaded", shown(package))))
    }

    pub(crate) fn chain_mut(&mut self, package: &str) -> Result<&mut Known, Error> {
        self.chains.get_mut(package).ok_or_else(|| Error::Internal(format!("{} isn't loaded", shown(package))))
    }

    /// The packages that have an unfinished step.
    pub(crate) fn unfinished(&self) -> Vec<String> {
        let unfinished = self.chains.iter().filter(|(_, known)| known.state.unfinished.is_some());
        unfinished.map(|(package, _)| package.clone()).collect()
    }

    /// Whether the database says the same of every chain.
    pub(crate) fn stands_as(&self, other: &World) -> bool {
        let states = |world: &World| world.chains.iter().map(|(p, k)| (p.clone(), k.state.clone())).collect::<Vec<_>>();
        states(self) == states(other)
    }

    /// Takes the state of a package behind a step. The fence is the database's, and moves for all.
    pub(crate) fn committed(&mut self, package: &str, state: State) -> Result<(), Error> {
        let (initialised, epoch) = (state.initialised, state.epoch);
        let (packages, seen) = (state.packages.clone(), state.seen.clone());
        self.chain_mut(package)?.state = state;
        for known in self.chains.values_mut() {
            known.state.initialised = initialised;
            known.state.epoch = epoch;
            known.state.packages.clone_from(&packages);
            known.state.seen.clone_from(&seen);
        }
        Ok(())
    }

    /// The steps up to revisions of a package, with those of other packages that they depend on.
    pub(crate) fn steps_up(&self, package: &str, goal: &[String]) -> Result<Vec<Step>, Error> {
        let mut up = Up { world: self, planned: BTreeSet::new(), open: Vec::new(), steps: Vec::new() };
        up.visit(package, goal)?;
        Ok(up.steps)
    }

    /// Refuses to take back what an applied revision of another package depends on.
    pub(crate) fn refuse_needed(&self, package: &str, steps: &[Step]) -> Result<(), Error> {
        let gone: BTreeSet<&str> = steps.iter().map(|step| step.revision.description.id.as_str()).collect();
        let Some(chain) = self.chains.get(package) else { return Ok(()) };
        for (other, known) in self.chains.iter().filter(|(other, _)| *other != package) {
            for id in known.applied() {
                let Some(node) = known.graph.get(id) else { continue };
                for (of, name) in dependencies(node) {
                    let needed = (of == package).then(|| chain.graph.find_whole(name)).flatten();
                    if let Some(needed) = needed.filter(|needed| gone.contains(needed.id())) {
                        return Err(Error::Needed {
                            id: needed.id().to_owned(),
                            by: id.to_owned(),
                            package: other.clone(),
                        });
                    }
                }
            }
        }
        Ok(())
    }
}

/// The dependencies on other packages' revisions.
fn dependencies(node: &Node) -> impl Iterator<Item = (&str, &str)> {
    node.description().depends_on.iter().filter_map(|dependency| foreign(dependency))
}

/// Plans upwards, across packages.
struct Up<'a> {
    world: &'a World,
    planned: BTreeSet<(String, String)>,
    /// The revisions whose dependencies are being planned.
    open: Vec<(String, String)>,
    steps: Vec<Step>,
}

impl Up<'_> {
    fn visit(&mut self, package: &str, goal: &[String]) -> Result<(), Error> {
        let known = self.world.chain(package)?;
        for id in known.graph.steps_up(goal, &known.state.current) {
            let at = (package.to_owned(), id.to_owned());
            let Some(node) = known.graph.get(id).filter(|_| !self.planned.contains(&at)) else { continue };
            if self.open.contains(&at) {
                let mut circle = self.open.clone();
                circle.push(at);
                return Err(Error::PackageCircle(circle));
            }
            self.open.push(at.clone());
            for (other, name) in dependencies(node) {
                let chain = self.world.chain(other)?;
                let needed = chain.graph.find_whole(name).ok_or_else(|| Error::Unrunnable {
                    id: id.to_owned(),
                    origin: node.revision.origin.clone(),
                    reason: format!(
                        "it depends on `{name}` of {}, which doesn't exist; get a version that has it",
                        shown(other)
                    ),
                })?;
                self.visit(other, &[needed.id().to_owned()])?;
            }
            self.open.pop();
            self.planned.insert(at);
            self.steps.push(Step { revision: node.revision.clone(), direction: Direction::Up });
        }
        Ok(())
    }
}

impl Work {
    /// Reads a package's chain, and the chains that hang together with it: those that it depends on, and on the way down
    /// those that depend on it.
    pub(crate) async fn world(
        &self,
        mut connection: Option<&mut (dyn Connection + '_)>,
        package: &str,
        direction: Direction,
    ) -> Result<World, Error> {
        let packages = Packages::find(&self.options.dir, &self.options.packages)?;
        // With whoever depends on it.
        let mut wanted: Vec<(String, Option<(String, String)>)> = vec![(package.to_owned(), None)];
        let mut world = World::default();
        while let Some((package, by)) = wanted.pop() {
            if world.chains.contains_key(&package) {
                continue;
            }
            let known = self.known_of(&package, &packages, connection.as_deref_mut()).await;
            let known = known.map_err(|error| match error {
                Error::NoPackage { package, dir, .. } => Error::NoPackage { package, dir, needed_by: by },
                other => other,
            })?;
            for node in known.graph.ordered() {
                let foreign = node.description().depends_on.iter().filter_map(|d| Some((d, foreign(d)?.0)));
                wanted.extend(foreign.map(|(d, other)| (other.to_owned(), Some((node.id().to_owned(), d.clone())))));
            }
            // What is installed may depend on what is to be taken back.
            if direction == Direction::Down {
                wanted.extend(known.state.packages.iter().map(|installed| (installed.clone(), None)));
            }
            world.chains.insert(package, known);
        }
        Ok(world)
    }
}
