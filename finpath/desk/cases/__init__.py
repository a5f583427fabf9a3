"""Cases from a run's landing to their release."""
