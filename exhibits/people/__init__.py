"""Members' IT, staff's equipment, and the people who work in IT."""
