"""Loads without a screen.

In come the words of a shell command or files that lie in the drop folder, each as an IncomingFile with a LoadRequest.
Out goes what came of every table (LoadedTable): printed, written beside the file, and in the store's history.

    load_command, layouts_command   the shell's load and layouts
    drop_folder, handover           the dashboard's side of the drop folder, and the shell's
    loads                           files into the store: in which order, as which kind, and whether again
    earlier_loads                   whether a file was loaded before
    folders, results                what is read from disk, and what is written beside a file
"""
