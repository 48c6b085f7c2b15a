//! Holds dated, hashed reference data (communes, countries) and searches it fast.
