//! How a table of the language is declared: once, for its struct, its reading and its description.

use super::super::describe::{Description, Field, Kind};
use super::super::node::Node;
use super::super::reader::{Reader, Slot};
use super::super::source::Place;

/// What can stand for a key.
pub(in crate::scenario) trait FieldValue: Sized {
    const KIND: Kind;
    /// The description of the tables inside.
    const NESTED: Option<fn() -> &'static Description> = None;

    /// Reads the value, reporting what is wrong with it.
    fn read(node: &Node, field: &Field, reader: &mut Reader) -> Slot<Self>;

    /// The value that stands for a key left out, where its rule has one.
    fn missing(_field: &Field, _around: &Place, _reader: &mut Reader) -> Slot<Self> {
        Slot::Absent
    }
}

/// A table of the language.
pub(in crate::scenario) trait Element: Sized {
    fn description() -> &'static Description;
    /// Where the table is named.
    fn place(&self) -> &Place;
    /// Its path in the scenario.
    fn path(&self) -> &str;
    fn read_table(node: &Node, reader: &mut Reader) -> Slot<Self>;
}

/// Declares a table: a struct with a [`Slot`] a key, its [`Element`] and its [`FieldValue`].
///
/// `key: Type = rule;` where the rule says whether it must be given, its unit, range and choices.
macro_rules! element {
    (
        $(#[doc = $about:literal])+
        $name:ident {
            $( $(#[doc = $doc:literal])+ $key:ident : $type:ty = $rule:expr; )+
        }
    ) => {
        $(#[doc = $about])+
        #[derive(Clone, Debug)]
        pub(in crate::scenario) struct $name {
            place: $crate::scenario::source::Place,
            path: String,
            $( $(#[doc = $doc])+ pub $key: $crate::scenario::reader::Slot<$type>, )+
        }

        impl $crate::scenario::spec::Element for $name {
            fn description() -> &'static $crate::scenario::describe::Description {
                static FIELDS: &[$crate::scenario::describe::Field] = &[
                    $( $crate::scenario::describe::Field {
                        key: stringify!($key),
                        doc: &[$($doc),+],
                        kind: <$type as $crate::scenario::spec::FieldValue>::KIND,
                        nested: <$type as $crate::scenario::spec::FieldValue>::NESTED,
                        rule: $rule,
                    }, )+
                ];
                static DESCRIPTION: $crate::scenario::describe::Description =
                    $crate::scenario::describe::Description { about: &[$($about),+], fields: FIELDS };
                &DESCRIPTION
            }

            fn place(&self) -> &$crate::scenario::source::Place {
                &self.place
            }

            fn path(&self) -> &str {
                &self.path
            }

            fn read_table(
                node: &$crate::scenario::node::Node,
                reader: &mut $crate::scenario::reader::Reader,
            ) -> $crate::scenario::reader::Slot<Self> {
                let description = Self::description();
                let Some(table) = reader.table(node, description) else {
                    return $crate::scenario::reader::Slot::Bad;
                };
                let place = &node.key;
                let mut fields = description.fields.iter();
                let mut next = || fields.next().expect("a field a key because both are declared together");
                $crate::scenario::reader::Slot::Given(Self {
                    place: place.clone(),
                    path: reader.path(),
                    $( $key: reader.field::<$type>(table, place, next()), )+
                })
            }
        }

        impl $crate::scenario::spec::FieldValue for $name {
            const KIND: $crate::scenario::describe::Kind = $crate::scenario::describe::Kind::Table;
            const NESTED: Option<fn() -> &'static $crate::scenario::describe::Description> =
                Some(<Self as $crate::scenario::spec::Element>::description);

            fn read(
                node: &$crate::scenario::node::Node,
                _field: &$crate::scenario::describe::Field,
                reader: &mut $crate::scenario::reader::Reader,
            ) -> $crate::scenario::reader::Slot<Self> {
                <Self as $crate::scenario::spec::Element>::read_table(node, reader)
            }

            fn missing(
                _field: &$crate::scenario::describe::Field,
                around: &$crate::scenario::source::Place,
                reader: &mut $crate::scenario::reader::Reader,
            ) -> $crate::scenario::reader::Slot<Self> {
                let node = $crate::scenario::node::Node::empty_table(around.clone());
                <Self as $crate::scenario::spec::Element>::read_table(&node, reader)
            }
        }
    };
}
pub(in crate::scenario) use element;
