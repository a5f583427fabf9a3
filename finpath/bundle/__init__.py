"""From a member's door to the hub and back: bundles that are signed, encrypted, counted, answered and called back."""
