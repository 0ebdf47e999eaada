"""The reviewer's desk: a whole folder of self-evaluations checked, summed up and compared.

    files ─► outcome, in many processes or on a cluster ─► journal ─► SUMMARY.xlsx, letters, JSON
             (one pure function of one file)               (on disk)   across units

Nothing here keeps the outcomes in memory: they go to the journal as they come, and everything that is
written at the end is read from it, file by file.
"""
