//! What a modifier reaches.

use super::clauses::{Clause, FARTHEST};
use super::groups::Group;
use crate::lexicon::WHOLE_CLAUSE;
use crate::lexicon::entry::{Direction, Modifier, Role};

/// Groups and clauses of a comment: where modifiers look for what they change.
#[derive(Clone, Copy, Debug)]
pub struct Field<'a> {
    /// Groups in order of their first word.
    pub groups: &'a [Group],
    /// Clauses.
    pub clauses: &'a [Clause],
    /// Clause of each word.
    pub clause_of: &'a [usize],
}

impl Field<'_> {
    /// Indices of the feeling groups that the modifier of `group` reaches.
    ///
    /// The nearest one in its direction; a negator also what a join ("and", "or") adds to it.
    pub fn reached(&self, group: usize, modifier: &Modifier) -> Vec<usize> {
        let Some(own) = self.groups.get(group) else {
            return Vec::new();
        };
        if let Some(around) = self.around(group) {
            return vec![around];
        }
        let right = || self.right_of(own.place.last(), modifier, group);
        let left = || self.left_of(own.place.first, modifier, group);
        let nearest = match modifier.direction {
            Direction::Right => right(),
            Direction::Left => left(),
            Direction::Both => match (right(), left()) {
                (Some(behind), Some(before)) if takes_nearest(modifier.role) => {
                    let forward = self.groups[behind].place.first - own.place.last();
                    let back = own.place.first - self.groups[before].place.last();
                    Some(if back < forward { before } else { behind })
                }
                (behind, before) => behind.or(before),
            },
        };
        let Some(nearest) = nearest else {
            return Vec::new();
        };
        let mut reached = vec![nearest];
        if matches!(
            modifier.role,
            Role::Negator | Role::Lack | Role::Relief | Role::Irrealis | Role::Past
        ) {
            self.extend_over_joins(&mut reached, group);
        }
        reached
    }

    /// A feeling phrase whose gap holds the modifier ("came <never> back").
    fn around(&self, group: usize) -> Option<usize> {
        let own = self.groups.get(group)?.place;
        (0..group)
            .rev()
            .take_while(|&at| self.groups[at].place.first + FARTHEST > own.first)
            .find(|&at| {
                let other = &self.groups[at];
                other.feeling.is_some()
                    && other.place.first < own.first
                    && own.last() < other.place.last()
            })
    }

    /// True if the group at `at` holds a feeling that the modifier of the group `own` can change.
    fn hears(&self, at: usize, modifier: &Modifier, own: usize) -> bool {
        let apart = self.groups[at].apart;
        let outside = apart.is_some() && apart != self.groups[own].apart;
        let deaf = outside && turns(modifier.role);
        self.groups[at].feeling.is_some() && !deaf
    }

    fn right_of(&self, last: usize, modifier: &Modifier, except: usize) -> Option<usize> {
        let clause = *self.clause_of.get(last)?;
        let found = self.nearest_right(last, clause, modifier, except);
        found.or_else(|| self.behind_parenthesis(last, clause, modifier, except))
    }

    fn nearest_right(
        &self,
        last: usize,
        clause: usize,
        modifier: &Modifier,
        except: usize,
    ) -> Option<usize> {
        let start = self
            .groups
            .partition_point(|group| group.place.first <= last);
        (start..self.groups.len())
            .take_while(|&at| {
                let first = self.groups[at].place.first;
                self.clause_of.get(first) == Some(&clause) && within(first - last, modifier.scope)
            })
            .find(|&at| at != except && self.hears(at, modifier, except))
    }

    /// "was not, whatever they say, polite": the words between two commas right behind
    /// the modifier are passed over.
    fn behind_parenthesis(
        &self,
        last: usize,
        clause: usize,
        modifier: &Modifier,
        except: usize,
    ) -> Option<usize> {
        let ends_clause = self.clauses.get(clause)?.words.end == last + 1;
        let (inner, behind) = (self.clauses.get(clause + 1)?, self.clauses.get(clause + 2)?);
        let same =
            self.clauses[clause].sentence == inner.sentence && inner.sentence == behind.sentence;
        if !ends_clause || !same {
            return None;
        }
        self.nearest_right(
            behind.words.start.checked_sub(1)?,
            clause + 2,
            &Modifier {
                scope: WHOLE_CLAUSE,
                ..*modifier
            },
            except,
        )
    }

    fn left_of(&self, first: usize, modifier: &Modifier, except: usize) -> Option<usize> {
        let clause = *self.clause_of.get(first)?;
        let end = self
            .groups
            .partition_point(|group| group.place.first < first);
        (0..end)
            .rev()
            .take_while(|&at| self.groups[at].place.first + FARTHEST > first)
            .find(|&at| {
                let last = self.groups[at].place.last();
                at != except
                    && self.hears(at, modifier, except)
                    && last < first
                    && self.clause_of.get(last) == Some(&clause)
                    && within(first - last, modifier.scope)
            })
    }

    fn extend_over_joins(&self, reached: &mut Vec<usize>, except: usize) {
        let Some(&start) = reached.last() else { return };
        let mut last = self.groups[start].place.last();
        let clause = self.clause_of.get(last).copied();
        let mut joined = false;
        for (index, group) in self.groups.iter().enumerate().skip(start + 1) {
            let next = group.place.first;
            if index == except || next <= last {
                continue;
            }
            if self.clause_of.get(next).copied() != clause || next - last > 3 {
                break;
            }
            joined |= group.modifier(Role::Join).is_some();
            if group.feeling.is_none() || group.apart.is_some() {
                continue;
            }
            if !joined {
                break;
            }
            reached.push(index);
            last = group.place.last();
            joined = false;
        }
    }
}

/// Roles that turn a feeling or take it back.
fn turns(role: Role) -> bool {
    matches!(
        role,
        Role::Negator | Role::Excess | Role::Lack | Role::Relief | Role::Irrealis | Role::Past
    )
}

/// Degree words belong to their neighbour; negators that may stand on either side look ahead first.
fn takes_nearest(role: Role) -> bool {
    matches!(role, Role::Intensifier | Role::Diminisher | Role::Excess)
}

fn within(distance: usize, scope: u8) -> bool {
    let scope = if scope == WHOLE_CLAUSE {
        FARTHEST
    } else {
        usize::from(scope)
    };
    distance <= scope
}
