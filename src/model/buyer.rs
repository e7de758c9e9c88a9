//! A buyer: a named firm or group of firms in China.

use super::Named;
use crate::process::Parameter;

/// Who asks for chips, with what priority, and what paper it holds at the start.
#[derive(Clone, Debug)]
pub struct Buyer {
    pub id: Named,
    /// Index into `Model::buyer_classes`.
    pub class: usize,
    /// Priority in settlement and in approval rounds; 1 is served first.
    pub tier: u32,
    /// On the vendor's white list for US licences at the start.
    pub white_list: bool,
    /// Odds of a US licence relative to the policy's (0 for a buyer that fails the screening).
    pub screening_factor: Parameter,
    /// Weight in the order book of each product; weights are normalised over the buyers.
    pub order_share: Vec<Parameter>,
    /// Chips of each product approved by Beijing at the start.
    pub opening_approved: Vec<Parameter>,
    /// Chips of each product licensed by Washington at the start.
    pub opening_licensed: Vec<Parameter>,
}
