"""Live workbooks: what differs between Excel and LibreOffice; everything else goes through xlwings alone."""
