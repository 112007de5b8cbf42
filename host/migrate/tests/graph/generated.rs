//! Random maps, rows and targets: the implementation against the model, and what holds for every map.

use crate::answer;
use crate::model::Model;
use crate::text::{self, Command, Entry, Ids, Question};
use mighost::chain::{Graph, Recency};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use std::collections::BTreeSet;

/// So many maps for each law, and sixteen questions to each: some seconds without optimisation.
fn config() -> ProptestConfig {
    // A map that breaks a law is made smaller as often as it pays: the model is slow.
    ProptestConfig { failure_persistence: None, max_shrink_iters: 400, ..ProptestConfig::with_cases(800) }
}

/// How one revision hangs on those before it, before it has a name.
#[derive(Clone, Debug)]
struct Draft {
    parents: Vec<Index>,
    dependencies: Vec<Index>,
    labelled: bool,
    /// Whether its dependencies are named by label, where they have one.
    by_label: bool,
}

fn draft() -> impl Strategy<Value = Draft> {
    let count = prop_oneof![2 => Just(0_usize), 9 => Just(1), 3 => 2..4_usize];
    let parents = count.prop_flat_map(|count| proptest::collection::vec(any::<Index>(), count));
    let dependencies = prop_oneof![4 => Just(Vec::new()), 1 => proptest::collection::vec(any::<Index>(), 1..3)];
    (parents, dependencies, prop::bool::weighted(0.25), any::<bool>())
        .prop_map(|(parents, dependencies, labelled, by_label)| Draft { parents, dependencies, labelled, by_label })
}

/// Ids with beginnings in common and with a `-`, in any order.
fn ids(count: usize) -> impl Strategy<Value = Vec<String>> {
    let all = ["a", "aa", "ab", "ab-1", "ab-2", "b", "ba-0", "ba-1", "c", "d1", "d2", "d-1"];
    Just(all.map(str::to_owned).to_vec()).prop_shuffle().prop_map(move |mut ids| {
        ids.truncate(count);
        ids
    })
}

/// A map of up to twelve revisions: branches, merges, several bases, dependencies by id and by label.
fn map() -> impl Strategy<Value = Vec<Entry>> {
    proptest::collection::vec(draft(), 1..=12)
        .prop_flat_map(|drafts| (ids(drafts.len()), Just(drafts)))
        .prop_map(|(ids, drafts)| {
            let mut map: Vec<Entry> = Vec::new();
            for (id, draft) in ids.into_iter().zip(drafts) {
                let below = |of: &[Index]| -> Vec<&Entry> {
                    if map.is_empty() { Vec::new() } else { of.iter().map(|index| index.get(&map)).collect() }
                };
                let named = |entry: &Entry| match entry.labels.first() {
                    Some(label) if draft.by_label => label.clone(),
                    _ => entry.id.clone(),
                };
                let mut parents: Vec<String> = Vec::new();
                for parent in below(&draft.parents) {
                    if !parents.contains(&parent.id) {
                        parents.push(parent.id.clone());
                    }
                }
                let dependencies = below(&draft.dependencies).into_iter().map(named).collect();
                let labels = if draft.labelled { vec![format!("L{}", map.len())] } else { Vec::new() };
                map.push(Entry { id, parents, dependencies, labels });
            }
            map
        })
        .prop_shuffle()
}

/// A target, of what a map may name and of what it doesn't.
fn target(map: &[Entry]) -> impl Strategy<Value = String> + use<> {
    let mut names: Vec<String> = map.iter().map(|entry| entry.id.clone()).collect();
    names.extend(map.iter().flat_map(|entry| entry.labels.clone()));
    let ids = select(names);
    let others = select(vec!["ab-", "d", "b-1", "zz"]).prop_map(str::to_owned);
    let words = select(vec!["head", "heads", "base", "current"]).prop_map(str::to_owned);
    let branch = prop_oneof![3 => Just(String::new()), 2 => ids.clone().prop_map(|id| format!("{id}@"))];
    let symbol = prop_oneof![4 => ids, 1 => others, 3 => words, 3 => Just(String::new())];
    let steps = prop_oneof![
        3 => Just(String::new()),
        3 => (1..4).prop_map(|n| format!("+{n}")),
        3 => (1..4).prop_map(|n| format!("-{n}")),
    ];
    (branch, symbol, steps).prop_map(|(branch, symbol, steps)| format!("{branch}{symbol}{steps}"))
}

fn command() -> impl Strategy<Value = Command> {
    select(vec![Command::Up, Command::Up, Command::Down, Command::Down, Command::Stamp, Command::Range, Command::Is])
}

/// A command, its target, and another for the commands that have two.
type Asked = (Command, String, String);

/// A map, the revisions that a history went up to one after another, and questions.
fn questions() -> impl Strategy<Value = (Vec<Entry>, Vec<Index>, Vec<Asked>)> {
    map().prop_flat_map(|map| {
        let asked = proptest::collection::vec((command(), target(&map), target(&map)), 16);
        (Just(map), proptest::collection::vec(any::<Index>(), 0..4), asked)
    })
}

/// Goes up to some revisions one after another: the rows, and the history.
fn gone_up(graph: &Graph, ids: &[String]) -> (Ids, Vec<String>) {
    let (mut rows, mut history) = (Ids::new(), Vec::new());
    for id in ids {
        for step in graph.steps_up(std::slice::from_ref(id), &rows).into_iter().map(str::to_owned).collect::<Vec<_>>() {
            rows = graph.after_upgrade(&rows, &step);
            history.push(step);
        }
    }
    (rows, history)
}

fn chosen(map: &[Entry], choice: &[Index]) -> Vec<String> {
    choice.iter().map(|index| index.get(map).id.clone()).collect()
}

fn strings(ids: impl IntoIterator<Item = impl Into<String>>) -> Vec<String> {
    ids.into_iter().map(Into::into).collect()
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn the_model_answers_the_same((map, up, asked) in questions()) {
        let (graph, model) = (text::graph(&map), Model::new(&map));
        let (reached, history) = gone_up(&graph, &chosen(&map, &up));
        for (number, (command, target, other)) in asked.into_iter().enumerate() {
            // Every fifth time rows that were written by hand: one may stand on another.
            let rows: Ids = if number % 5 == 0 { chosen(&map, &up).into_iter().collect() } else { reached.clone() };
            let targets = match command {
                Command::Range => vec![format!("{target}:{other}")],
                Command::Stamp if number % 2 == 0 => vec![target, other],
                _ => vec![target],
            };
            // Every fourth time nobody knows the history.
            let history = if number % 4 == 0 { Vec::new() } else { history.clone() };
            let question = Question { command, rows, history, targets };
            let answered = answer::ask(&graph, &question);
            prop_assert_eq!(answer::without_hint(&answered), model.ask(&question), "{:?}", question);
        }
    }

    #[test]
    fn the_model_sees_the_same_graph(map in map(), up in proptest::collection::vec(any::<Index>(), 0..4)) {
        let (graph, model) = (text::graph(&map), Model::new(&map));
        for node in graph.ordered() {
            let id = node.id();
            prop_assert_eq!(&node.parents, &model.parents(id));
            prop_assert_eq!(&node.dependencies, &strings(model.dependencies(id)));
            prop_assert_eq!(&node.children, &strings(model.children(id)));
            prop_assert_eq!(&node.dependents, &strings(model.dependents(id)));
            prop_assert_eq!(&node.labels, &strings(model.labels(id)), "the labels of {}", id);
        }
        prop_assert_eq!(strings(graph.heads()), strings(model.heads()));
        prop_assert_eq!(strings(graph.branch_heads()), strings(model.branch_heads()));
        let (rows, _) = gone_up(&graph, &chosen(&map, &up));
        prop_assert_eq!(strings(graph.branch_ends(&rows)), strings(model.branch_ends(&rows)));
        let mut order = model.order(&model.ids());
        order.reverse();
        prop_assert_eq!(strings(graph.ordered().map(|node| node.id())), order);
    }

    #[test]
    fn every_parent_and_dependency_comes_before_its_child(map in map(), to in any::<Index>()) {
        let graph = text::graph(&map);
        let mut seen = BTreeSet::new();
        for node in graph.ordered() {
            prop_assert!(node.parents.iter().chain(&node.dependencies).all(|below| seen.contains(below)), "{}", node.id());
            prop_assert_eq!(node.place, seen.len());
            seen.insert(node.id().to_owned());
        }
        prop_assert_eq!(seen.len(), map.len());
        let (rows, steps) = gone_up(&graph, &chosen(&map, &[to]));
        prop_assert_eq!(rows, Ids::from([to.get(&map).id.clone()]));
        for (place, step) in steps.iter().enumerate() {
            let node = graph.get(step).unwrap();
            prop_assert!(node.parents.iter().chain(&node.dependencies).all(|below| steps[..place].contains(below)));
        }
    }

    #[test]
    fn the_order_of_the_files_doesnt_matter((map, turned) in map().prop_flat_map(|map| {
        let turned = Just(map.clone()).prop_shuffle();
        (Just(map), turned)
    })) {
        let order = |map: &[Entry]| strings(text::graph(map).ordered().map(|node| node.id()));
        prop_assert_eq!(order(&map), order(&turned));
    }

    #[test]
    fn up_and_then_down_is_nothing(map in map(), up in proptest::collection::vec(any::<Index>(), 0..4), more in any::<Index>()) {
        let graph = text::graph(&map);
        let (before, _) = gone_up(&graph, &chosen(&map, &up));
        let goal = [more.get(&map).id.clone()];
        let steps = strings(graph.steps_up(&goal, &before));
        let above = steps.iter().fold(before.clone(), |rows, step| graph.after_upgrade(&rows, step));
        // What was applied goes the same way back, and the rows at each place are the rows on the way up.
        let back = strings(graph.steps_down(&steps, &above));
        prop_assert_eq!(back.iter().collect::<BTreeSet<_>>(), steps.iter().collect::<BTreeSet<_>>());
        prop_assert_eq!(&back.iter().fold(above.clone(), |rows, step| graph.after_downgrade(&rows, step)), &before);
        prop_assert_eq!(&steps.iter().rev().fold(above, |rows, step| graph.after_downgrade(&rows, step)), &before);
    }

    #[test]
    fn no_row_stands_on_another_after_any_step(map in map(), up in proptest::collection::vec(any::<Index>(), 1..4), down in any::<Index>()) {
        let (graph, model) = (text::graph(&map), Model::new(&map));
        let apart = |rows: &Ids| rows.iter().all(|upper| rows.iter().all(|lower| !model.stands_on(upper, lower)));
        let (mut rows, mut done) = (Ids::new(), Ids::new());
        let (above, history) = gone_up(&graph, &chosen(&map, &up));
        for step in &history {
            rows = graph.after_upgrade(&rows, step);
            done.insert(step.clone());
            prop_assert!(apart(&rows), "{:?} after {}", rows, step);
            prop_assert_eq!(&model.applied(&rows), &done);
        }
        prop_assert_eq!(&rows, &above);
        for step in strings(graph.steps_down(&[down.get(&map).id.clone()], &rows)) {
            rows = graph.after_downgrade(&rows, &step);
            done.remove(&step);
            prop_assert!(apart(&rows), "{:?} after {}", rows, step);
            prop_assert_eq!(&model.applied(&rows), &done);
        }
    }

    #[test]
    fn where_it_was_stamped_there_it_is(map in map(), up in proptest::collection::vec(any::<Index>(), 0..4), to in any::<Index>()) {
        let graph = text::graph(&map);
        let (before, _) = gone_up(&graph, &chosen(&map, &up));
        let target = to.get(&map).id.clone();
        let after = graph.after_stamp(std::slice::from_ref(&target), &before).unwrap();
        prop_assert!(after.contains(&target), "{:?}", after);
        prop_assert!(after.iter().all(|row| *row == target || before.contains(row)), "{:?}", after);
        let again = graph.after_stamp(std::slice::from_ref(&target), &after).unwrap();
        prop_assert_eq!(&again, &after);
        prop_assert_eq!(Ids::from_iter(graph.resolve("current", &after).unwrap()), after);
    }

    #[test]
    fn downgrading_as_often_as_was_upgraded_goes_the_same_way_back(map in map(), up in proptest::collection::vec(any::<Index>(), 1..4)) {
        let graph = text::graph(&map);
        let (rows, history) = gone_up(&graph, &chosen(&map, &up));
        let recency = Recency::of(&text::history(&history));
        for count in 1..=history.len() {
            let goal = graph.goal_down(&format!("-{count}"), &rows, &recency).unwrap();
            let expected: Ids = history.iter().rev().take(count).cloned().collect();
            prop_assert_eq!(Ids::from_iter(strings(graph.steps_down(&goal, &rows))), expected);
        }
        let more = graph.goal_down(&format!("-{}", history.len() + 1), &rows, &recency);
        prop_assert!(more.is_err());
    }
}
