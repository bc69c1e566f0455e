//! Values by their place in a list.

use std::collections::HashMap;
use std::hash::Hash;

/// Values, each once, by their place.
#[derive(Clone, Debug)]
pub(super) struct Places<T> {
    /// The values by place.
    pub values: Vec<T>,
    places: HashMap<T, usize>,
}

impl<T> Default for Places<T> {
    fn default() -> Self {
        Self {
            values: Vec::new(),
            places: HashMap::new(),
        }
    }
}

impl<T: Clone + Eq + Hash> Places<T> {
    /// The place of a value, which is added if it is new.
    pub fn of(&mut self, value: T) -> usize {
        if let Some(&place) = self.places.get(&value) {
            return place;
        }
        self.values.push(value.clone());
        self.places.insert(value, self.values.len() - 1);
        self.values.len() - 1
    }
}
