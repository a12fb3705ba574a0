"""What is made from a finished shape: meshes, files, facts, a picture. Runs in children that see no script."""
