"""What every subject draws and says with: chart style, words for numbers and dates, source lines, scope, ratings and
control charts. It imports no room of a subject.
"""
