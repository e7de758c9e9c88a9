//! A named variant of the scenario.

use super::super::describe::{Field, Kind, optional};
use super::super::node::Node;
use super::super::reader::{Reader, Slot};
use super::{FieldValue, Number, Text, element};

element! {
    /// A world: the scenario with a change of its own, run and reported apart from the other worlds.
    /// What the file says elsewhere holds in all of them. At most 20.
    WorldSpec {
        /// For charts and reports; the name where there is none.
        title: Text = optional();
        /// How likely this world is judged to be. Weights sum to 1; all worlds have one, or none
        /// has, and then no mixture of them is computed.
        weight: Number = optional().share();
        /// What differs in this world, laid over the rest of the file as an overlay is. `scenario`,
        /// `run` and `target` are the same in all worlds.
        change: Change = optional();
    }
}

/// The place of a world's change, which is taken out of the file before its tables are read: what
/// is left there to read is no table.
#[derive(Clone, Copy, Debug)]
pub(in crate::scenario) struct Change;

impl FieldValue for Change {
    const KIND: Kind = Kind::Change;

    fn read(node: &Node, _field: &Field, reader: &mut Reader) -> Slot<Self> {
        reader.expected(node, "a table of what differs")
    }
}
