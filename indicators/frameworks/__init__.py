"""The frameworks as the national level keeps them: made from a file or on screen, completed, published, and
linked to those before."""
