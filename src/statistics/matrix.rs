//! Symmetric matrices of the size of a codeframe.

/// A square matrix by rows.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Square {
    size: usize,
    cells: Vec<f64>,
}

impl Square {
    /// All zero.
    pub fn new(size: usize) -> Self {
        Self {
            size,
            cells: vec![0.0; size * size],
        }
    }

    /// The cell at a place; 0 outside.
    pub fn at(&self, row: usize, column: usize) -> f64 {
        let cell = self.cells.get(row * self.size + column);
        cell.copied().unwrap_or(0.0)
    }

    /// Adds to the cell at a place.
    pub fn add(&mut self, row: usize, column: usize, value: f64) {
        if let Some(cell) = self.cells.get_mut(row * self.size + column) {
            *cell += value;
        }
    }

    /// Its product with a vector.
    pub fn times(&self, vector: &[f64]) -> Vec<f64> {
        let rows = self.cells.chunks(self.size.max(1));
        rows.map(|row| dot(row, vector)).collect()
    }

    /// The inverse of a symmetric positive definite matrix, by Cholesky's factors; `None` if it is none.
    pub fn inverse(&self) -> Option<Self> {
        let factor = self.cholesky()?;
        let mut inverse = Self::new(self.size);
        for column in 0..self.size {
            // L y = e, then L' x = y.
            let mut x = vec![0.0; self.size];
            for row in column..self.size {
                let unit = if row == column { 1.0 } else { 0.0 };
                let sum: f64 = (column..row)
                    .map(|k| factor.at(row, k) * value(&x, k))
                    .sum();
                put(&mut x, row, (unit - sum) / factor.at(row, row));
            }
            for row in (0..self.size).rev() {
                let behind = row + 1..self.size;
                let sum: f64 = behind.map(|k| factor.at(k, row) * value(&x, k)).sum();
                let solved = (value(&x, row) - sum) / factor.at(row, row);
                put(&mut x, row, solved);
            }
            for (row, &cell) in x.iter().enumerate() {
                inverse.add(row, column, cell);
            }
        }
        Some(inverse)
    }

    fn cholesky(&self) -> Option<Self> {
        let mut factor = Self::new(self.size);
        for row in 0..self.size {
            for column in 0..=row {
                let sum: f64 = (0..column)
                    .map(|k| factor.at(row, k) * factor.at(column, k))
                    .sum();
                let rest = self.at(row, column) - sum;
                if row == column {
                    // A pivot that is lost in rounding is none.
                    if rest <= 1e-12 * self.at(row, row) {
                        return None;
                    }
                    factor.add(row, column, rest.sqrt());
                } else {
                    factor.add(row, column, rest / factor.at(column, column));
                }
            }
        }
        Some(factor)
    }
}

/// The sum of the products of two vectors.
pub(super) fn dot(one: &[f64], other: &[f64]) -> f64 {
    one.iter().zip(other).map(|(a, b)| a * b).sum()
}

fn value(vector: &[f64], place: usize) -> f64 {
    vector.get(place).copied().unwrap_or(0.0)
}

fn put(vector: &mut [f64], place: usize, value: f64) {
    if let Some(slot) = vector.get_mut(place) {
        *slot = value;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn square(rows: &[&[f64]]) -> Square {
        let mut square = Square::new(rows.len());
        for (row, cells) in rows.iter().enumerate() {
            for (column, &cell) in cells.iter().enumerate() {
                square.add(row, column, cell);
            }
        }
        square
    }

    #[test]
    fn a_matrix_times_its_inverse_changes_nothing() {
        let matrix = square(&[&[4.0, 1.0, 0.5], &[1.0, 3.0, -1.0], &[0.5, -1.0, 2.0]]);
        let vector = [1.0, -2.0, 3.0];
        let back = matrix.inverse().unwrap().times(&matrix.times(&vector));
        for (found, expected) in back.iter().zip(vector) {
            assert!((found - expected).abs() < 1e-12, "{back:?}");
        }
    }

    #[test]
    fn a_matrix_without_an_inverse_has_none() {
        assert_eq!(square(&[&[1.0, 2.0], &[2.0, 4.0]]).inverse(), None);
        assert_eq!(square(&[&[0.0]]).inverse(), None);
    }
}
