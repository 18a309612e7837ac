"""The DICOM network: what scanners and archives send, and what is asked of them."""
