"""The campaigns kept on screen: their deadlines, and the extensions asked of them."""
