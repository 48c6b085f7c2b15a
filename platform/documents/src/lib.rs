//! Makes the PDF receipt and the partner's package.
